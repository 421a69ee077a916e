import { logGamma } from './special-functions.ts';

/** So many of the rows have what is counted: a missing cell, an unknown category. */
export interface Share {
  readonly of: number;
  readonly count: number;
}

export interface ExactTest {
  /** How often at least this many would fall into the batch if baseline and batch were one set of rows, dealt out by chance. */
  readonly p: number;
  /** The smallest p that these totals allow. A test that cannot alarm whatever the batch holds need not be paid for (Tarone 1990). */
  readonly smallestP: number;
}

/** Fisher's exact test, one-sided: has the share risen? Holds for any number of rows, down to one. */
export function risen(baseline: Share, batch: Share): ExactTest {
  const hits = baseline.count + batch.count;
  const most = Math.min(hits, batch.of);
  const table = { hits, batch: batch.of, all: baseline.of + batch.of };
  return { p: upperTail(batch.count, table), smallestP: upperTail(most, table) };
}

/** Fisher's exact test, two-sided by doubling: has the share changed? */
export function changed(baseline: Share, batch: Share): ExactTest {
  const rise = risen(baseline, batch);
  const fall = risen({ of: baseline.of, count: baseline.of - baseline.count }, { of: batch.of, count: batch.of - batch.count });
  return { p: Math.min(1, 2 * Math.min(rise.p, fall.p)), smallestP: Math.min(1, 2 * Math.min(rise.smallestP, fall.smallestP)) };
}

type Table = { readonly hits: number; readonly batch: number; readonly all: number };

/** Sums the hypergeometric terms from `count` up. Below the expected count the answer is of no interest, and 1 is always true. */
function upperTail(count: number, { hits, batch, all }: Table): number {
  if (all === 0 || count * all <= hits * batch) return 1;
  const most = Math.min(hits, batch);
  let term = Math.exp(logChoose(hits, count) + logChoose(all - hits, batch - count) - logChoose(all, batch));
  let sum = term;
  for (let x = count; x < most && term > sum * 1e-12; x += 1) {
    term *= ((hits - x) * (batch - x)) / ((x + 1) * (all - hits - batch + x + 1));
    sum += term;
  }
  return Math.min(1, sum);
}

function logChoose(n: number, k: number): number {
  return logGamma(n + 1) - logGamma(k + 1) - logGamma(n - k + 1);
}
