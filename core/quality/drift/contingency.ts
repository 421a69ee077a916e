import { changed, type ExactTest } from './fisher.ts';
import { chiSquareTail } from './special-functions.ts';

/** Rows of one category in the baseline and in the batch. */
export interface Cell {
  readonly baseline: number;
  readonly batch: number;
}

export interface ContingencyTest extends ExactTest {
  readonly statistic: number;
  /** The share of rows that would need another category to match the baseline: total variation, over the cells that were tested. */
  readonly distance: number;
}

/** Fewer expected rows than this in either column of the table, and a chi-square is no longer one. */
const LEAST_EXPECTED = 5;

/**
 * Have the shares of the categories changed? Two cells: Fisher's exact test. More: Pearson's chi-square and the likelihood ratio G, of which the larger p counts,
 * since each errs on the side of alarm where the other does not when cells are small. Nothing where fewer than two cells can be tested.
 */
export function compareShares(cells: readonly Cell[]): ContingencyTest | undefined {
  const [baseline, batch] = [total(cells, 'baseline'), total(cells, 'batch')];
  const tested = mergeRare(cells, Math.min(baseline, batch) / (baseline + batch));
  if (tested.length < 2) return undefined;
  const distance = tested.reduce((sum, cell) => sum + Math.abs(cell.batch / batch - cell.baseline / baseline), 0) / 2;
  const [first] = tested;
  const statistic = pearson(tested, baseline, batch);
  if (tested.length === 2 && first !== undefined) {
    return { ...changed({ of: baseline, count: first.baseline }, { of: batch, count: first.batch }), statistic, distance };
  }
  const freedom = tested.length - 1;
  const p = Math.max(chiSquareTail(statistic, freedom), chiSquareTail(likelihoodRatio(tested, baseline, batch), freedom));
  return { p, smallestP: 0, statistic, distance };
}

/** Categories that are too rare are tested as one. Which they are is told by both sides together, so that chance stays chance. */
function mergeRare(cells: readonly Cell[], smallerSide: number): readonly Cell[] {
  const sorted = cells.toSorted((a, b) => b.baseline + b.batch - a.baseline - a.batch);
  const large = sorted.filter((cell) => (cell.baseline + cell.batch) * smallerSide >= LEAST_EXPECTED);
  const rest = { baseline: total(sorted.slice(large.length), 'baseline'), batch: total(sorted.slice(large.length), 'batch') };
  if (rest.baseline + rest.batch === 0) return large;
  if ((rest.baseline + rest.batch) * smallerSide >= LEAST_EXPECTED) return [...large, rest];
  const last = large.at(-1);
  return last === undefined ? [] : [...large.slice(0, -1), { baseline: last.baseline + rest.baseline, batch: last.batch + rest.batch }];
}

const total = (cells: readonly Cell[], side: keyof Cell): number => cells.reduce((sum, cell) => sum + cell[side], 0);

/** With (N - 1) / N: the mean under random dealing is then the degrees of freedom exactly. */
function pearson(cells: readonly Cell[], baseline: number, batch: number): number {
  const rows = baseline + batch;
  const sum = cells.reduce((found, cell) => found + (cell.batch - (batch * (cell.baseline + cell.batch)) / rows) ** 2 / (cell.baseline + cell.batch), 0);
  return ((sum * rows * rows) / (baseline * batch)) * ((rows - 1) / rows);
}

function likelihoodRatio(cells: readonly Cell[], baseline: number, batch: number): number {
  const part = (seen: number, side: number, both: number) => (seen === 0 ? 0 : seen * Math.log((seen * (baseline + batch)) / (side * both)));
  return (
    2 *
    cells.reduce((sum, cell) => {
      const both = cell.baseline + cell.batch;
      return sum + part(cell.baseline, baseline, both) + part(cell.batch, batch, both);
    }, 0)
  );
}
