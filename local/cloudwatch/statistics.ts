import { AwsError } from '../plane.ts';
import { type Bucket, type Summary, together } from './metric-store.ts';

const SIMPLE: Readonly<Record<string, (summary: Summary) => number>> = {
  SampleCount: ({ count }) => count,
  Average: ({ sum, count }) => sum / count,
  Sum: ({ sum }) => sum,
  Minimum: ({ minimum }) => minimum,
  Maximum: ({ maximum }) => maximum,
};

/** Refuses what is no statistic, and those of CloudWatch that are none of the five simple ones and percentiles. */
export function checkStatistic(statistic: string, parameter: string): void {
  if (Object.hasOwn(SIMPLE, statistic) || percentOf(statistic) !== undefined) return;
  const known = `${Object.keys(SIMPLE).join(', ')} and percentiles such as p90 or p99.9`;
  throw new AwsError('ValidationException', `The value ${statistic} for parameter ${parameter} is not supported; the laptop cloud has ${known}`);
}

/** A statistic over buckets; undefined where there are none, or where summaries alone tell no percentile. */
export function statisticOf(buckets: readonly Bucket[], statistic: string): number | undefined {
  if (buckets.length === 0) return undefined;
  const simple = SIMPLE[statistic];
  if (simple !== undefined) return simple(together(buckets.map(({ summary }) => summary)));
  return percentile(buckets, percentOf(statistic) ?? Number.NaN);
}

function percentOf(statistic: string): number | undefined {
  const percent = Number(/^p(\d{1,3}(?:\.\d{1,10})?)$/.exec(statistic)?.[1]);
  return percent >= 0 && percent <= 100 ? percent : undefined;
}

/** Nearest rank over the values; a summary whose values are all the same stands for them, as CloudWatch documents. */
function percentile(buckets: readonly Bucket[], percent: number): number | undefined {
  const weighed = buckets.flatMap(({ values, summary }) => [
    ...(values ?? (summary.minimum === summary.maximum ? [[summary.minimum, summary.count] as const] : [])),
  ]);
  if (buckets.some(({ values, summary }) => values === undefined && summary.minimum !== summary.maximum)) return undefined;
  const rank = (weighed.reduce((sum, [, count]) => sum + count, 0) * percent) / 100;
  let passed = 0;
  for (const [value, count] of weighed.sort(([one], [other]) => one - other)) {
    passed += count;
    if (passed >= rank) return value;
  }
  return undefined;
}
