import type { AlarmState, MissingData } from './judge.ts';
import type { MetricName } from './metric-store.ts';

/** What PutMetricAlarm says, in one shape for both of its forms. */
export interface AlarmDefinition {
  readonly name: string;
  readonly description?: string;
  readonly metric: MetricName;
  readonly unit?: string;
  readonly statistic: string;
  /** Seconds. */
  readonly period: number;
  readonly evaluationPeriods: number;
  readonly datapointsToAlarm?: number;
  readonly threshold: number;
  readonly comparison: Comparison;
  readonly missingData?: MissingData;
  readonly evaluatesLowSampleCounts?: true;
  readonly actionsEnabled: boolean;
  readonly actions: Readonly<Record<AlarmState, readonly string[]>>;
  /** The id of the one query, where the alarm was made with `Metrics`. */
  readonly queryId?: string;
}

export type Comparison = keyof typeof COMPARISONS;

/** How each comparison is said in the reason of a state. */
export const COMPARISONS = {
  GreaterThanOrEqualToThreshold: { words: 'greater than or equal to', isBreaching: (value: number, threshold: number) => value >= threshold },
  GreaterThanThreshold: { words: 'greater than', isBreaching: (value: number, threshold: number) => value > threshold },
  LessThanThreshold: { words: 'less than', isBreaching: (value: number, threshold: number) => value < threshold },
  LessThanOrEqualToThreshold: { words: 'less than or equal to', isBreaching: (value: number, threshold: number) => value <= threshold },
} as const;

/** A state, and why and when the alarm came to it. */
export interface StateOfAlarm {
  readonly value: AlarmState;
  readonly reason: string;
  /** JSON text. */
  readonly reasonData?: string;
  readonly at: Date;
}

export interface Alarm {
  readonly arn: string;
  readonly definition: AlarmDefinition;
  readonly configuredAt: Date;
  readonly state: StateOfAlarm;
  readonly tags: ReadonlyMap<string, string>;
  /** What events and actions call the alarm's metric. */
  readonly metricId: string;
}
