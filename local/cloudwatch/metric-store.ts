/** One metric: figures with other dimensions, or with one more, belong to another. */
export interface MetricName {
  readonly namespace: string;
  readonly name: string;
  readonly dimensions: Readonly<Record<string, string>>;
}

/** What one call says of a metric: values with how often each occurred, or their summary alone. */
export interface Figure extends MetricName {
  readonly at: Date;
  readonly unit: string;
  readonly everySecond: boolean;
  readonly summary: Summary;
  readonly values?: ReadonlyMap<number, number>;
}

/** Publishes a figure of an AWS service about itself: 1 unless said otherwise. */
export type CountMetric = (metric: MetricName, value?: number) => void;

export interface Summary {
  readonly count: number;
  readonly sum: number;
  readonly minimum: number;
  readonly maximum: number;
}

/** What is kept: the figures of one minute (or second) and unit, as a summary and, for percentiles, as values. */
export interface Bucket {
  readonly at: number;
  readonly unit: string;
  summary: Summary;
  values: Map<number, number> | undefined;
}

interface Series {
  readonly metric: MetricName;
  /** Rising in time. */
  readonly buckets: Bucket[];
  lastWritten: number;
}

/** The most that is kept of all metrics together, a summary and each different value counted as one: some tens of megabytes. */
const MOST_KEPT = 200_000;
/** A minute with more different values keeps its summary only. */
const MOST_VALUES = 5000;

/** All figures since the start; where they become too many, the oldest ones written are forgotten. */
export class MetricStore {
  readonly #series = new Map<string, Series>();
  readonly #written = new Map<Bucket, Series>();
  readonly #mostKept: number;
  #kept = 0;

  constructor(mostKept = MOST_KEPT) {
    this.#mostKept = mostKept;
  }

  put(figure: Figure, now: Date): void {
    const key = keyOf(figure);
    const { namespace, name, dimensions } = figure;
    const series = this.#series.get(key) ?? { metric: { namespace, name, dimensions }, buckets: [], lastWritten: 0 };
    series.lastWritten = now.getTime();
    this.#series.set(key, series);
    this.#add(this.#bucketFor(series, figure), figure);
    this.#forget();
  }

  /** The buckets of a metric that begin in [from, to), of one unit or of all. */
  between(metric: MetricName, { from, to }: { readonly from: number; readonly to: number }, unit?: string): readonly Bucket[] {
    const { buckets } = this.#series.get(keyOf(metric)) ?? { buckets: [] };
    return buckets.slice(placeOf(buckets, from), placeOf(buckets, to)).filter((bucket) => unit === undefined || bucket.unit === unit);
  }

  /** Every metric that has figures, with when it was written last. */
  metrics(): readonly Pick<Series, 'metric' | 'lastWritten'>[] {
    return [...this.#series.values()];
  }

  #bucketFor(series: Series, { at, unit, everySecond }: Figure): Bucket {
    const resolution = everySecond ? 1000 : 60_000;
    const begin = Math.floor(at.getTime() / resolution) * resolution;
    const after = placeOf(series.buckets, begin + 1);
    const known = series.buckets.slice(placeOf(series.buckets, begin), after).find((bucket) => bucket.unit === unit);
    if (known !== undefined) return known;
    const bucket: Bucket = {
      at: begin,
      unit,
      summary: { count: 0, sum: 0, minimum: Number.POSITIVE_INFINITY, maximum: Number.NEGATIVE_INFINITY },
      values: new Map(),
    };
    series.buckets.splice(after, 0, bucket);
    this.#written.set(bucket, series);
    this.#kept += 1;
    return bucket;
  }

  #add(bucket: Bucket, { summary, values }: Figure): void {
    const before = bucket.values?.size ?? 0;
    bucket.summary = together([bucket.summary, summary]);
    if (values === undefined) bucket.values = undefined;
    for (const [value, count] of values ?? []) bucket.values?.set(value, (bucket.values.get(value) ?? 0) + count);
    if (before > MOST_VALUES) bucket.values = undefined;
    this.#kept += (bucket.values?.size ?? 0) - before;
  }

  #forget(): void {
    for (const [bucket, series] of this.#written) {
      if (this.#kept <= this.#mostKept) return;
      this.#written.delete(bucket);
      this.#kept -= 1 + (bucket.values?.size ?? 0);
      series.buckets.splice(series.buckets.indexOf(bucket), 1);
      if (series.buckets.length === 0) this.#series.delete(keyOf(series.metric));
    }
  }
}

/** Several summaries as one. */
export function together(summaries: readonly Summary[]): Summary {
  return {
    count: summaries.reduce((sum, { count }) => sum + count, 0),
    sum: summaries.reduce((total, { sum }) => total + sum, 0),
    minimum: Math.min(...summaries.map(({ minimum }) => minimum)),
    maximum: Math.max(...summaries.map(({ maximum }) => maximum)),
  };
}

export function keyOf({ namespace, name, dimensions }: MetricName): string {
  return JSON.stringify([namespace, name, Object.entries(dimensions).sort(([one], [other]) => (one < other ? -1 : 1))]);
}

/** Where the first bucket stands that begins at this time or later; most figures are new, so it looks from the end. */
function placeOf(buckets: readonly Bucket[], begin: number): number {
  return buckets.findLastIndex(({ at }) => at < begin) + 1;
}
