import type { Chance } from '../chance.ts';
import { PROJECTS, RANGED } from './projects.ts';

/** Rows enough for a file that is read in three ranges. */
const LONG = 220;

/** Of a file to train on: most are new; some were seen before, some cannot be trained on. */
export function drawDataset(project: string, n: number, chance: Chance): string {
  if (chance.happens(0.1)) return 'age,price\n1,2\n2,3\n';
  if (chance.happens(0.1)) return 'colour\nred\n';
  return `age,price\n${rows(project === RANGED && chance.happens(0.7) ? LONG : 3, (row) => `${row + 1},${n + row}`)}`;
}

/** Of a file to score: most are good, some rows or all of them are bad, some cannot be read at all. */
export function drawBatch(project: string, n: number, chance: Chance): string {
  const count = project === RANGED && chance.happens(0.5) ? 3 * LONG : 3;
  const good = `age\n${rows(count, (row) => String(n + row))}`;
  return chance.oneOf([good, good, good, good, `${good}old\n`, 'age\nold\nolder\n', 'colour\nred\n', '"never closed\n']);
}

/** A project.yml that changes something, or one with a mistake in it. */
export function describedAgain(project: string, chance: Chance): string {
  const definition = PROJECTS.find((each) => each.project === project);
  return JSON.stringify({ ...definition, description: `Prices of ${project}, described again (${chance.uuid()})`, ...(chance.happens(0.3) && { owners: [] }) });
}

const rows = (count: number, row: (at: number) => string) => Array.from({ length: count }, (_, at) => `${row(at)}\n`).join('');
