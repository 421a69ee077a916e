import type { ColumnProfile, InferredType } from './column-profile.ts';

export interface FeatureConstraints {
  readonly name: string;
  readonly inferred_type: InferredType;
  readonly completeness: number;
  readonly num_constraints?: { readonly is_non_negative: boolean };
  readonly string_constraints?: { readonly domains: readonly string[] };
}

/** constraints.json, in the format that Model Monitor's readers know. docs/data-quality.md says what each threshold means to nacre. */
export interface Constraints {
  readonly version: 0;
  readonly features: readonly FeatureConstraints[];
  readonly monitoring_config: typeof MONITORING;
}

/** Thresholds are tolerated shares: a check is violated when more than this part of a batch does not hold. */
const MONITORING = {
  evaluate_constraints: 'Enabled',
  emit_metrics: 'Enabled',
  datatype_check_threshold: 0.1,
  domain_content_threshold: 0.1,
  distribution_constraints: {
    perform_comparison: 'Enabled',
    comparison_threshold: 0.1,
    comparison_method: 'Robust',
    categorical_comparison_threshold: 0.1,
    categorical_drift_method: 'LInfinity',
  },
} as const;

/** A text column with more different values than this is free text: a list of all that were seen would refuse every new one. */
const MOST_CATEGORIES = 100;

export function constraintsOf(columns: readonly ColumnProfile[]): Constraints {
  return { version: 0, features: columns.map(featureOf), monitoring_config: MONITORING };
}

function featureOf({ name, inferredType, present, missing, numbers, texts, domain }: ColumnProfile): FeatureConstraints {
  const feature = { name, inferred_type: inferredType, completeness: present + missing === 0 ? 1 : present / (present + missing) };
  if (numbers !== undefined && inferredType !== 'String') return { ...feature, num_constraints: { is_non_negative: numbers.min >= 0 } };
  if (domain !== undefined) return { ...feature, string_constraints: { domains: domain } };
  if (texts === undefined || !texts.exact || texts.distinct > MOST_CATEGORIES) return feature;
  return { ...feature, string_constraints: { domains: texts.top.map(({ value }) => value).sort() } };
}
