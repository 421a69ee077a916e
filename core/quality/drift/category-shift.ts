import type { ColumnProfile } from '../column-profile.ts';
import { categoryCounts, MOST_CATEGORIES } from './category-counts.ts';
import { type Cell, compareShares } from './contingency.ts';
import type { Measured, NotCompared } from './measured.ts';
import type { ColumnSettings } from './monitoring.ts';
import { percent } from './wording.ts';

/** Have the shares of a column's categories changed? */
export function categoryShift(
  baseline: ColumnProfile,
  batch: ColumnProfile,
  { shift, shiftAtLeast }: Pick<ColumnSettings, 'shift' | 'shiftAtLeast'>,
): Measured | NotCompared {
  const about = { column: baseline.name, check: 'baseline_drift_check' } as const;
  const [before, now] = [categoryCounts(baseline), categoryCounts(batch)];
  if (before === undefined || now === undefined) {
    return { ...about, reason: `${baseline.name}: more than ${MOST_CATEGORIES} different texts are no categories; their shares are not compared` };
  }
  const cells = cellsOf(before, now);
  const test = compareShares([...cells.values()]);
  if (test === undefined) return { ...about, reason: `${baseline.name}: too few rows in each category to compare their shares` };
  const { statistic, p, smallestP, distance } = test;
  return {
    ...about,
    mode: shift,
    test: { name: 'chi-square', statistic },
    p,
    smallestP,
    effect: { name: 'total variation distance', value: distance, atLeast: shiftAtLeast },
    sentence: `${baseline.name}: ${percent(distance)} of the rows would need another category to match the baseline; ${mostChanged(cells, baseline.domain ?? [])}.`,
  };
}

function cellsOf(before: ReadonlyMap<string, number>, now: ReadonlyMap<string, number>): ReadonlyMap<string, Cell> {
  return new Map([...before.keys(), ...now.keys()].map((category) => [category, { baseline: before.get(category) ?? 0, batch: now.get(category) ?? 0 }]));
}

/** Names a category only where the project itself lists it: what merely stands in a row may be private. */
function mostChanged(cells: ReadonlyMap<string, Cell>, listed: readonly string[]): string {
  const sum = (side: keyof Cell) => cells.values().reduce((total, cell) => total + cell[side], 0);
  const [baseline, batch] = [sum('baseline'), sum('batch')];
  const shares = [...cells].map(([category, cell]) => ({ category, before: cell.baseline / baseline, now: cell.batch / batch }));
  const [most] = shares.toSorted((a, b) => Math.abs(b.now - b.before) - Math.abs(a.now - a.before));
  if (most === undefined) return 'none has changed';
  return `${listed.includes(most.category) ? `"${most.category}"` : 'one category'} makes up ${percent(most.now)} instead of ${percent(most.before)}`;
}
