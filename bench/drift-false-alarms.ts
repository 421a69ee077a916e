import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { parseArgs } from 'node:util';
import { randomNumbers } from '../cli/random-numbers.ts';
import { compareProfiles } from '../core/quality/drift/compare-profiles.ts';
import { DRIFTS, profileOf, readAbalone, SAME, type Scenario, shuffled, type Table, tableOf } from './drift-batches.ts';
import { distances, otherCorrections, usualRules } from './drift-peers.ts';
import { Rates } from './drift-rates.ts';

/**
 * `node bench/drift-false-alarms.ts [--trials 10000] [--power] [--seed 1] [--out FILE] [--keep FILE --kept 200]`: how often a batch raises an alarm, by nacre and by the usual rules.
 * Each trial draws a new baseline and batches from the other rows of abalone. With --power the batches have drifted. --keep writes the first batches down, for other libraries.
 */
const { values: options } = parseArgs({
  options: {
    trials: { type: 'string', default: '10000' },
    baseline: { type: 'string', default: '3000' },
    seed: { type: 'string', default: '1' },
    power: { type: 'boolean', default: false },
    out: { type: 'string' },
    keep: { type: 'string' },
    kept: { type: 'string', default: '200' },
  },
});

type Cell = { readonly scenario: Scenario; readonly rows: number };
const file = process.env['NACRE_ABALONE_DATA'] ?? join(import.meta.dirname, '..', '..', 'shared', 'data', 'abalone.data');
if (!existsSync(file)) throw new Error(`there is no ${file}; name the published abalone.data in NACRE_ABALONE_DATA`);
const data = readAbalone(file);
const cells: readonly Cell[] = options.power
  ? DRIFTS.map((scenario) => ({ scenario, rows: 200 }))
  : [30, 50, 100, 200, 500].map((rows) => ({ scenario: SAME, rows }));
const random = randomNumbers(Number(options.seed));
const rates = cells.map(() => new Rates());
const kept: { readonly baseline: Table; readonly batches: readonly { readonly cell: string; readonly table: Table }[] }[] = [];

for (let trial = 0; trial < Number(options.trials); trial += 1) {
  const rows = shuffled(data, random);
  const baseline = tableOf(rows.slice(0, Number(options.baseline)));
  const profile = profileOf(baseline);
  const batches = cells.map((cell, at) => {
    const table = cell.scenario.draw(rows.slice(Number(options.baseline)), cell.rows, random);
    const report = compareProfiles(profile, profileOf(table));
    const own = { nacre: report.drifted, ...Object.fromEntries(report.tests.map(({ column, check, p }) => [`p <= .001: ${column} ${check}`, p <= 0.001])) };
    const columns = distances(baseline, table);
    rates[at]?.add({ ...own, ...usualRules(columns), ...otherCorrections(report.tests, columns) });
    return { cell: nameOf(cell), table };
  });
  if (options.keep !== undefined && trial < Number(options.kept)) kept.push({ baseline, batches });
  if (trial % 500 === 499) process.stderr.write(`${trial + 1} trials\n`);
}

const result = Object.fromEntries(cells.map((cell, at) => [nameOf(cell), { trials: rates[at]?.trials, rates: rates[at]?.table() }]));
if (options.keep !== undefined) {
  mkdirSync(dirname(options.keep), { recursive: true });
  writeFileSync(options.keep, kept.map((trial) => JSON.stringify(trial)).join('\n'));
}
if (options.out !== undefined) writeFileSync(options.out, JSON.stringify(result, null, 1));
for (const cell of cells) {
  const table = result[nameOf(cell)]?.rates ?? {};
  console.log(`\n${nameOf(cell)} (${options.trials} trials, ${options.baseline} rows of baseline)`);
  for (const [name, { count, rate, upper95, lower95 }] of Object.entries(table)) {
    if (!name.startsWith('p <='))
      console.log(
        `  ${name.padEnd(20)} ${count.toString().padStart(6)}  ${(rate * 100).toFixed(2)} %  (${(lower95 * 100).toFixed(2)} to ${(upper95 * 100).toFixed(2)})`,
      );
  }
}

function nameOf({ scenario, rows }: Cell): string {
  return `${scenario.name}, ${rows} rows`;
}
