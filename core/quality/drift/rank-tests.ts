import { eigenvalues } from './eigenvalues.ts';
import { changed } from './fisher.ts';
import { cutDown, type Gaps, gapsBetween } from './gaps.ts';
import { weightedChiSquareTail } from './quadratic-form.ts';
import type { WeightedSample } from './weighted-sample.ts';

/** The pooled rows are cut here at most: more cuts add nothing that a person would call a change, and cost time. */
const CUTS = 63;

export interface RankTest {
  readonly statistic: number;
  readonly p: number;
  readonly smallestP: number;
  /** The largest difference between the two shares of rows at or below any value (Kolmogorov and Smirnov), rank error taken off. */
  readonly distance: number;
}

/**
 * Anderson and Darling's two-sample test (Pettitt 1976; Scholz and Stephens 1987) at cuts of the pooled rows. Its null distribution is worked out for the very
 * ties that the pooled rows have: a column of five different values is tested as rightly as one of thousands. What both sketches may misplace is taken off first.
 */
export function compareRanks(baseline: WeightedSample, batch: WeightedSample): RankTest {
  const all = gapsBetween(baseline, batch);
  const error = baseline.rankError + batch.rankError;
  const distance = Math.max(0, all.apart.reduce((most, gap) => Math.max(most, Math.abs(gap)), 0) - error);
  const cuts = cutDown(all, CUTS);
  const weights = weightsOf(cuts);
  const rows = baseline.count + batch.count;
  const scale = ((baseline.count * batch.count) / rows) * ((rows - 1) / rows);
  const statistic = scale * weights.reduce((sum, weight, at) => sum + weight * Math.max(0, Math.abs(cuts.apart[at] ?? 0) - error) ** 2, 0);
  if (all.pooled.length === 2) return { statistic, ...twoValues(baseline, batch, all), distance };
  return { statistic, p: weightedChiSquareTail(statistic, spectrum(cuts, weights)), smallestP: cuts.pooled.length === 0 ? 1 : 0, distance };
}

/** With two different values only, the exact test is at hand. */
function twoValues(baseline: WeightedSample, batch: WeightedSample, { pooled, apart }: Gaps): Pick<RankTest, 'p' | 'smallestP'> {
  const all = (pooled[0] ?? 0) * (baseline.count + batch.count);
  const inBatch = ((apart[0] ?? 0) * baseline.count + all) * (batch.count / (baseline.count + batch.count));
  return changed({ of: baseline.count, count: Math.round(all) - Math.round(inBatch) }, { of: batch.count, count: Math.round(inBatch) });
}

/** Each cut stands for the rows halfway to its neighbours, over the variance there: the tails count as much as the middle. */
function weightsOf({ pooled }: Gaps): Float64Array {
  return pooled.map((share, at) => ((pooled[at + 1] ?? 1) - (pooled[at - 1] ?? 0)) / 2 / (share * (1 - share)));
}

/** The weights of the statistic's chi-squares. The inverse of a Brownian bridge's covariance is tridiagonal, and its eigenvalues are the reciprocals. */
function spectrum({ pooled }: Gaps, weights: Float64Array): Float64Array {
  const gap = (at: number) => (pooled[at] ?? 1) - (pooled[at - 1] ?? 0);
  const diagonal = weights.map((weight, at) => (1 / gap(at) + 1 / gap(at + 1)) / weight);
  const beside = weights.map((weight, at) => (at + 1 < weights.length ? -1 / gap(at + 1) / Math.sqrt(weight * (weights[at + 1] ?? 1)) : 0));
  return eigenvalues(diagonal, beside).map((value) => 1 / value);
}
