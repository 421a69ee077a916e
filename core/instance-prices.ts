import type { Attempt } from './records.ts';

type Prices = Readonly<Record<string, number>>;

/**
 * US dollars an hour of SageMaker training on demand in us-east-1, from the list at aws.amazon.com/sagemaker/pricing as known in 2026-11.
 * Other regions differ by a few percent to a third; override with `governor.prices`. A type whose price changes often is left out, so that nobody trusts a wrong one.
 */
const LIST: Prices = {
  'ml.t3.medium': 0.05,
  'ml.t3.large': 0.1,
  'ml.t3.xlarge': 0.2,
  'ml.t3.2xlarge': 0.399,
  'ml.m5.large': 0.115,
  'ml.m5.xlarge': 0.23,
  'ml.m5.2xlarge': 0.461,
  'ml.m5.4xlarge': 0.922,
  'ml.m5.12xlarge': 2.765,
  'ml.m5.24xlarge': 5.53,
  'ml.c5.xlarge': 0.204,
  'ml.c5.2xlarge': 0.408,
  'ml.c5.4xlarge': 0.816,
  'ml.c5.9xlarge': 1.836,
  'ml.c5.18xlarge': 3.672,
  'ml.r5.2xlarge': 0.605,
  'ml.r5.4xlarge': 1.21,
  'ml.r5.8xlarge': 2.419,
  'ml.g4dn.xlarge': 0.7364,
  'ml.g4dn.2xlarge': 0.94,
  'ml.g4dn.4xlarge': 1.505,
  'ml.g4dn.8xlarge': 2.72,
  'ml.g4dn.12xlarge': 4.89,
  'ml.g4dn.16xlarge': 5.44,
  'ml.g5.xlarge': 1.408,
  'ml.g5.2xlarge': 1.515,
  'ml.g5.4xlarge': 2.03,
  'ml.g5.8xlarge': 3.06,
  'ml.g5.12xlarge': 7.09,
  'ml.g5.16xlarge': 5.12,
  'ml.g5.24xlarge': 10.18,
  'ml.g5.48xlarge': 20.36,
  'ml.g6.xlarge': 1.127,
  'ml.g6.2xlarge': 1.222,
  'ml.g6.4xlarge': 1.654,
  'ml.g6.8xlarge': 2.518,
  'ml.g6.12xlarge': 5.752,
  'ml.g6.16xlarge': 4.246,
  'ml.p3.2xlarge': 3.825,
  'ml.p3.8xlarge': 14.688,
  'ml.p3.16xlarge': 28.152,
};

/** US dollars an hour; undefined for a type that neither the project nor the list has a price for. */
export function priceOf(instanceType: string, prices: Prices): number | undefined {
  return prices[instanceType] ?? LIST[instanceType];
}

/** US dollars of all jobs of a run; a type without a price counts as free, because only a project without a budget may name one. */
export function costOf(attempts: readonly Attempt[], prices: Prices, now: Date): number {
  const dollars = attempts.map((attempt) => (secondsOf(attempt, now) / 3600) * (priceOf(attempt.instanceType, prices) ?? 0));
  return Number(dollars.reduce((sum, each) => sum + each, 0).toFixed(4));
}

/** As SageMaker bills it; while that is unknown, from the start on. A job that was never created costs nothing. */
function secondsOf({ seconds, status, startedAt, endedAt }: Attempt, now: Date): number {
  if (status === 'NotStarted') return 0;
  return seconds ?? Math.max(0, (Date.parse(endedAt ?? now.toISOString()) - Date.parse(startedAt)) / 1000);
}
