import * as z from 'zod/mini';
import type { ColumnProfile, NumbersProfile, TextsProfile } from '../column-profile.ts';
import type { ProfiledData } from './measured.ts';

const Common = z.object({ num_present: z.number(), num_missing: z.number() });
const Numerical = z.object({
  common: Common,
  mean: z.number(),
  sum: z.number(),
  std_dev: z.number(),
  min: z.number(),
  max: z.number(),
  distribution: z.object({
    kll: z.object({ sketch: z.object({ parameters: z.object({ c: z.number(), k: z.number() }), data: z.array(z.array(z.number())) }) }),
  }),
});
const Text = z.object({
  common: Common,
  distinct_count: z.number(),
  distribution: z.object({ categorical: z.object({ buckets: z.array(z.object({ value: z.string(), count: z.number() })) }) }),
});
const Feature = z.object({
  name: z.string(),
  inferred_type: z.enum(['Fractional', 'Integral', 'String', 'Unknown']),
  numerical_statistics: z.optional(Numerical),
  string_statistics: z.optional(Text),
});

/** statistics.json, of Model Monitor or of nacre. */
export const StatisticsFile = z.object({ dataset: z.object({ item_count: z.number() }), features: z.array(Feature) });

/** A baseline that Model Monitor made serves as well: its sketches hold what the comparison needs. */
export function baselineOfStatistics(statistics: unknown): ProfiledData {
  const { dataset, features } = StatisticsFile.parse(statistics);
  return { rows: dataset.item_count, columns: features.map(columnOf) };
}

function columnOf({ name, inferred_type, numerical_statistics, string_statistics }: z.infer<typeof Feature>): ColumnProfile {
  const { num_present = 0, num_missing = 0 } = numerical_statistics?.common ?? string_statistics?.common ?? {};
  return {
    name,
    inferredType: inferred_type,
    present: num_present,
    missing: num_missing,
    notFinite: 0,
    integers: inferred_type === 'Integral' ? num_present : 0,
    ...(numerical_statistics === undefined ? {} : { numbers: numbersOf(numerical_statistics) }),
    ...(string_statistics === undefined ? {} : { texts: textsOf(string_statistics) }),
  };
}

/** What the format does not carry is not needed for a comparison and stays empty. Other writers leave the lowest levels of a sketch unsorted. */
function numbersOf({ common, mean, sum, std_dev, min, max, distribution }: z.infer<typeof Numerical>): NumbersProfile {
  const { parameters, data } = distribution.kll.sketch;
  const sketch = { parameters, data: data.map((level) => level.toSorted((a, b) => a - b)) };
  const distinct = new Set(sketch.data.flat()).size;
  return { count: common.num_present, zeros: 0, mean, sum, deviation: std_dev, min, max, distinct, exact: false, quantiles: [], buckets: [], sketch };
}

function textsOf({ common, distinct_count, distribution }: z.infer<typeof Text>): TextsProfile {
  const top = distribution.categorical.buckets;
  const listed = top.reduce((sum, { count }) => sum + count, 0);
  return { count: common.num_present, distinct: distinct_count, exact: listed === common.num_present, top, countError: 0, length: { min: 0, max: 0, mean: 0 } };
}
