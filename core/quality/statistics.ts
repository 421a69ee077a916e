import type { ColumnProfile, InferredType } from './column-profile.ts';

type Common = { readonly common: { readonly num_present: number; readonly num_missing: number } };

export type NumericalStatistics = Common & {
  readonly mean: number;
  readonly sum: number;
  readonly std_dev: number;
  readonly min: number;
  readonly max: number;
  readonly distribution: {
    readonly kll: {
      readonly buckets: readonly { readonly lower_bound: number; readonly upper_bound: number; readonly count: number }[];
      readonly sketch: { readonly parameters: { readonly c: number; readonly k: number }; readonly data: readonly (readonly number[])[] };
    };
  };
};

export type StringStatistics = Common & {
  readonly distinct_count: number;
  readonly distribution: { readonly categorical: { readonly buckets: readonly { readonly value: string; readonly count: number }[] } };
};

export interface FeatureStatistics {
  readonly name: string;
  readonly inferred_type: InferredType;
  readonly numerical_statistics?: NumericalStatistics;
  readonly string_statistics?: StringStatistics;
}

/** statistics.json, in the format that Model Monitor's readers know. */
export interface Statistics {
  readonly version: 0;
  readonly dataset: { readonly item_count: number };
  readonly features: readonly FeatureStatistics[];
}

export function statisticsOf(columns: readonly ColumnProfile[], rows: number): Statistics {
  return { version: 0, dataset: { item_count: rows }, features: columns.map(featureOf) };
}

function featureOf({ name, inferredType, present, missing, numbers, texts }: ColumnProfile): FeatureStatistics {
  const common = { num_present: present, num_missing: missing };
  if (numbers !== undefined && inferredType !== 'String') {
    const { mean, sum, deviation, min, max, buckets, sketch } = numbers;
    const kll = { buckets: buckets.map(({ from, to, count }) => ({ lower_bound: from, upper_bound: to, count })), sketch };
    return { name, inferred_type: inferredType, numerical_statistics: { common, mean, sum, std_dev: deviation, min, max, distribution: { kll } } };
  }
  if (texts === undefined) return { name, inferred_type: inferredType };
  const categorical = { buckets: texts.top.map(({ value, count }) => ({ value, count })) };
  return { name, inferred_type: inferredType, string_statistics: { common, distinct_count: texts.distinct, distribution: { categorical } } };
}
