import { parseArgs } from 'node:util';
import { counted, writesIn } from '../test/scenarios/counted.ts';
import { Laptop } from '../test/scenarios/laptop.ts';
import { storm } from '../test/scenarios/storm.ts';

/**
 * `node bench/storm.ts [--uploads 1000] [--projects 20] [--at-once 20] [--patience 1800] [--json]`: a storm of uploads through a laptop cloud of its own, with real functions,
 * state machines and training processes. Fails where an upload was lost, a project had more than two runs or its newest data were not trained. Patience is in seconds.
 */
const { values } = parseArgs({
  options: {
    uploads: { type: 'string', default: '1000' },
    projects: { type: 'string', default: '20' },
    'at-once': { type: 'string', default: '20' },
    patience: { type: 'string', default: '1800' },
    json: { type: 'boolean', default: false },
  },
});

const laptop = await Laptop.open();
try {
  const [uploads = 0, projects = 0, atOnce = 0, patience = 0] = [values.uploads, values.projects, values['at-once'], values.patience].map(Number);
  const { answer, ...counts } = await counted(laptop, () => storm(laptop, { uploads, projects, atOnce, patience }));
  const result = { uploads, projects, atOnce, ...answer, writes: writesIn(counts), ...counts };
  console.log(JSON.stringify(result, null, values.json ? 0 : 1));
  if (answer.violations.length > 0) process.exitCode = 1;
} finally {
  await laptop.close();
}
