import { type AlarmDefinition, COMPARISONS } from './alarm.ts';
import { type Datapoint, evaluationRange, type Judgement, judge, type Rule } from './judge.ts';
import type { Bucket, MetricStore } from './metric-store.ts';
import { statisticOf } from './statistics.ts';

export type Evaluation = { readonly judgement: Judgement; readonly datapoints: readonly Datapoint[] };

/** Milliseconds between two evaluations of an alarm, by which its window slides each time: a minute, or ten seconds where its period is shorter. */
export function evaluationStep({ period }: Pick<AlarmDefinition, 'period'>): number {
  return period < 60 ? 10_000 : 60_000;
}

/**
 * Judges the window that ended with the last full minute, as CloudWatch does. An alarm that no later figure of the running
 * minute could take back is told at once: nobody at a laptop waits for what is certain.
 */
export function evaluateAlarm(definition: AlarmDefinition, store: MetricStore, now: Date): Evaluation {
  const step = evaluationStep(definition);
  const lastEnd = Math.floor(now.getTime() / step) * step;
  const running = evaluateUntil(lastEnd + step, definition, store);
  return running.judgement.state === 'ALARM' && isCertain(running, lastEnd + step, { definition, store }) ? running : evaluateUntil(lastEnd, definition, store);
}

function evaluateUntil(end: number, definition: AlarmDefinition, store: MetricStore): Evaluation {
  const length = definition.period * 1000;
  const datapoints = Array.from({ length: evaluationRange(definition) }, (_, index) => datapointAt(end - (index + 1) * length, definition, store));
  return { judgement: judge(datapoints, ruleOf(definition)), datapoints };
}

function datapointAt(at: number, definition: AlarmDefinition, store: MetricStore): Datapoint {
  const buckets = bucketsAt(at, definition, store);
  const value = statisticOf(buckets, definition.statistic);
  return value === undefined ? { at } : { at, value, samples: buckets.reduce((sum, { summary }) => sum + summary.count, 0) };
}

function bucketsAt(at: number, { metric, unit, period }: AlarmDefinition, store: MetricStore): readonly Bucket[] {
  return store.between(metric, { from: at, to: at + period * 1000 }, unit);
}

export function ruleOf({ evaluationPeriods, datapointsToAlarm, metric, missingData, comparison, threshold }: AlarmDefinition): Rule {
  return {
    evaluationPeriods,
    datapointsToAlarm: datapointsToAlarm ?? evaluationPeriods,
    missingData: missingData ?? (metric.namespace === 'AWS/DynamoDB' ? 'ignore' : 'missing'),
    isBreaching: (value) => COMPARISONS[comparison].isBreaching(value, threshold),
  };
}

/** The running period breaches, and its statistic can only move further over the threshold. */
function isCertain(
  { datapoints }: Evaluation,
  end: number,
  { definition, store }: { readonly definition: AlarmDefinition; readonly store: MetricStore },
): boolean {
  const [running] = datapoints;
  if (running?.value === undefined || !ruleOf(definition).isBreaching(running.value)) return false;
  if (definition.comparison.startsWith('Less')) return definition.statistic === 'Minimum';
  const onlyRises = bucketsAt(end - definition.period * 1000, definition, store).every(({ summary }) => summary.minimum >= 0);
  return ['Maximum', 'SampleCount'].includes(definition.statistic) || (definition.statistic === 'Sum' && onlyRises);
}
