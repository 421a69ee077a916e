/** Values in ascending order, each standing for so many rows. */
export interface Weighted {
  readonly values: Float64Array;
  readonly counts: Float64Array;
}

const SHARES = [0.01, 0.05, 0.1, 0.25, 0.5, 0.75, 0.9, 0.95, 0.99] as const;
const BUCKETS = 10;

/** The smallest value that at least this share of the rows does not exceed; 0 and 1 are the true extremes. */
export function quantilesOf({ values, counts }: Weighted, min: number, max: number): readonly { readonly share: number; readonly value: number }[] {
  const total = counts.reduce((sum, count) => sum + count, 0);
  const inner: { share: number; value: number }[] = [];
  let at = 0;
  let below = counts[0] ?? 0;
  for (const share of SHARES) {
    while (below < share * total && at < values.length - 1) {
      at += 1;
      below += counts[at] ?? 0;
    }
    inner.push({ share, value: values[at] ?? min });
  }
  return [{ share: 0, value: min }, ...inner, { share: 1, value: max }];
}

/** Ten buckets of equal width. Their counts add up to `count` also where a sketch stands behind them. */
export function bucketsOf(
  { values, counts }: Weighted,
  { min, max }: { readonly min: number; readonly max: number },
): readonly { readonly from: number; readonly to: number; readonly count: number }[] {
  const edge = (index: number) => (index === BUCKETS ? max : min + (max / BUCKETS - min / BUCKETS) * index);
  const filled = new Float64Array(BUCKETS);
  let bucket = 0;
  values.forEach((value, at) => {
    while (bucket < BUCKETS - 1 && value >= edge(bucket + 1)) bucket += 1;
    filled[bucket] = (filled[bucket] ?? 0) + (counts[at] ?? 0);
  });
  return Array.from(filled, (count, index) => ({ from: edge(index), to: edge(index + 1), count }));
}
