import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { randomNumbers } from '../cli/random-numbers.ts';
import { compareProfiles } from '../core/quality/drift/compare-profiles.ts';
import { DRIFTS, profileOf, readAbalone, SAME, type Scenario, shuffled, type Table, tableOf, withGaps } from './drift-batches.ts';
import { distances, otherCorrections, usualRules } from './drift-peers.ts';
import { Rates } from './drift-rates.ts';

/**
 * `node bench/drift-false-alarms.ts [--trials 10000] [--peers 2000] [--rows 30,50,100,200,500] [--power] [--seed 1] [--out FILE] [--keep FILE]`: how often a batch raises an alarm.
 * Each trial draws a new baseline, and batches from the other rows of abalone; the first --peers trials also ask the usual rules. With --power the batches have drifted.
 * --gaps .05 empties 5 % of all cells, of baseline and batches alike, so that every check has something to count.
 * --keep writes the batches down, one trial a line, for other libraries.
 */
const { values: options } = parseArgs({
  options: {
    trials: { type: 'string', default: '10000' },
    peers: { type: 'string', default: '2000' },
    baseline: { type: 'string', default: '3000' },
    rows: { type: 'string' },
    gaps: { type: 'string', default: '0' },
    seed: { type: 'string', default: '1' },
    power: { type: 'boolean', default: false },
    out: { type: 'string' },
    keep: { type: 'string' },
  },
});

type Cell = { readonly name: string; readonly scenario: Scenario; readonly rows: number; readonly rates: Rates };

const file = process.env['NACRE_ABALONE_DATA'] ?? join(import.meta.dirname, '..', '..', 'shared', 'data', 'abalone.data');
if (!existsSync(file)) throw new Error(`there is no ${file}; name the published abalone.data in NACRE_ABALONE_DATA`);
const data = readAbalone(file);
const size = Number(options.baseline);
const cells = cellsOf((options.rows ?? (options.power ? '200' : '30,50,100,200,500')).split(',').map(Number), options.power ? DRIFTS : [SAME]);
const random = randomNumbers(Number(options.seed));
const kept: string[] = [];

for (let trial = 1; trial <= Number(options.trials); trial += 1) {
  const rows = shuffled(data, random);
  const baseline = gapped(tableOf(rows.slice(0, size)));
  const profile = profileOf(baseline);
  const batches = cells.map((cell) => ({ cell, table: gapped(cell.scenario.draw(rows.slice(size), cell.rows, random)) }));
  for (const { cell, table } of batches) ask(cell, { baseline, profile, table, peers: trial <= Number(options.peers) });
  if (options.keep !== undefined) kept.push(JSON.stringify({ baseline, batches: batches.map(({ cell, table }) => ({ cell: cell.name, table })) }));
  if (trial % 500 === 0) process.stderr.write(`${trial} trials\n`);
  if (trial % 500 === 0 && options.out !== undefined) writeFileSync(options.out, results());
}

if (options.keep !== undefined) writeFileSync(options.keep, kept.join('\n'));
if (options.out !== undefined) writeFileSync(options.out, results());
for (const cell of cells) print(cell);

function gapped(table: Table): Table {
  return Number(options.gaps) > 0 ? withGaps(table, Number(options.gaps), random) : table;
}

function cellsOf(sizes: readonly number[], scenarios: readonly Scenario[]): readonly Cell[] {
  return scenarios.flatMap((scenario) => sizes.map((rows) => ({ name: `${scenario.name}, ${rows} rows`, scenario, rows, rates: new Rates() })));
}

type Drawn = { readonly baseline: Table; readonly profile: ReturnType<typeof profileOf>; readonly table: Table; readonly peers: boolean };

function ask({ rates }: Cell, { baseline, profile, table, peers }: Drawn): void {
  const report = compareProfiles(profile, profileOf(table));
  rates.add({ nacre: report.drifted });
  rates.add(Object.fromEntries(report.tests.map(({ column, check, p }) => [`p <= .001: ${column} ${check}`, p <= 0.001])));
  if (!peers) return;
  const columns = distances(baseline, table);
  rates.add({ ...usualRules(columns), ...otherCorrections(report.tests, columns) });
}

function results(): string {
  return JSON.stringify(Object.fromEntries(cells.map(({ name, rates }) => [name, rates.table()])), null, 1);
}

function print({ name, rates }: Cell): void {
  const share = (value: number) => (value * 100).toFixed(2);
  console.log(`\n${name} (${size} rows of baseline)`);
  for (const [rule, { trials, count, rate, lower95, upper95 }] of Object.entries(rates.table())) {
    if (!rule.startsWith('p <='))
      console.log(`  ${rule.padEnd(20)} ${count} of ${trials}: ${share(rate)} % (95 % limits ${share(lower95)} and ${share(upper95)})`);
  }
}
