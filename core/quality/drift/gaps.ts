import type { WeightedSample } from './weighted-sample.ts';

const END = Number.POSITIVE_INFINITY;

/** At each value that occurs: the share of all rows at or below it, and by how much the batch's share exceeds the baseline's. */
export interface Gaps {
  readonly pooled: Float64Array;
  readonly apart: Float64Array;
}

export function gapsBetween(baseline: WeightedSample, batch: WeightedSample): Gaps {
  const pooled = new Float64Array(baseline.values.length + batch.values.length);
  const apart = new Float64Array(pooled.length);
  const rows = baseline.count + batch.count;
  let [left, right, below, belowInBatch, at] = [0, 0, 0, 0, 0];
  while (left < baseline.values.length || right < batch.values.length) {
    const a = baseline.values[left] ?? END;
    const b = batch.values[right] ?? END;
    if (a <= b) {
      below += baseline.counts[left] ?? 0;
      left += 1;
    }
    if (b <= a) {
      belowInBatch += batch.counts[right] ?? 0;
      right += 1;
    }
    pooled[at] = (below + belowInBatch) / rows;
    apart[at] = belowInBatch / batch.count - below / baseline.count;
    at += 1;
  }
  return { pooled: pooled.subarray(0, at), apart: apart.subarray(0, at) };
}

/** At most so many of the gaps, spread evenly over the pooled rows. Chosen without a look at which row came from where, so that chance stays chance. */
export function cutDown({ pooled, apart }: Gaps, most: number): Gaps {
  const cuts = { pooled: new Float64Array(most), apart: new Float64Array(most) };
  let [next, to] = [1, 0];
  for (let at = 0; at < pooled.length - 1; at += 1) {
    const share = (pooled[at] ?? 0) * (most + 1) + 1e-9;
    if (share < next) continue;
    cuts.pooled[to] = pooled[at] ?? 0;
    cuts.apart[to] = apart[at] ?? 0;
    to += 1;
    next = Math.floor(share) + 1;
  }
  return { pooled: cuts.pooled.subarray(0, to), apart: cuts.apart.subarray(0, to) };
}
