import { parseArgs } from 'node:util';
import { loadProduct } from '../test/world/hostile/product.ts';
import { judgeStorm } from '../test/world/scale/judge-storm.ts';
import { DEFAULT_QUOTAS, shareOf } from '../test/world/scale/quotas.ts';
import { playStorm } from '../test/world/scale/storm.ts';

/**
 * `node bench/scale.ts [--uploads 100000] [--projects 1000] [--seconds 60] [--quotas default|tenth|SHARE] [--seed 1] [--json]`: a storm of uploads through the deployed functions
 * and state machine, in memory and under virtual time, against the quotas of an AWS account. Fails where an upload was lost, a project had more than two runs or its newest data were not trained.
 */
const { values } = parseArgs({
  options: {
    uploads: { type: 'string', default: '100000' },
    projects: { type: 'string', default: '1000' },
    seconds: { type: 'string', default: '60' },
    quotas: { type: 'string', default: 'default' },
    seed: { type: 'string', default: '1' },
    json: { type: 'boolean', default: false },
  },
});

// Thousands of calls are throttled on purpose; to write down where costs more than to throw.
Error.stackTraceLimit = 0;

const share = Number(
  new Map([
    ['default', '1'],
    ['tenth', '0.1'],
  ]).get(values.quotas) ?? values.quotas,
);
if (!(share > 0)) throw new RangeError(`--quotas wants default, tenth or a share of the default ones, not ${values.quotas}`);

const { figures, violations } = judgeStorm(
  await playStorm(await loadProduct(), shareOf(DEFAULT_QUOTAS, share), {
    uploads: count('uploads'),
    projects: count('projects'),
    seconds: count('seconds'),
    seed: count('seed'),
  }),
);
const cpuSeconds = Math.round((process.cpuUsage().user + process.cpuUsage().system) / 1e5) / 10;
const peakMiB = Math.round(process.resourceUsage().maxRSS / 1024);
const result = { quotas: values.quotas, ...{ cpuSeconds, peakMiB }, figures, violations: { count: violations.length, first: violations.slice(0, 20) } };
console.log(values.json ? JSON.stringify(result) : JSON.stringify(result, null, 1));
if (violations.length > 0) process.exitCode = 1;

function count(name: 'uploads' | 'projects' | 'seconds' | 'seed'): number {
  const number = Number(values[name]);
  if (Number.isSafeInteger(number) && number > 0) return number;
  throw new RangeError(`--${name} wants a whole number above zero, not ${values[name]}`);
}
