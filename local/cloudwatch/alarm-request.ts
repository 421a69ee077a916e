import { z } from 'zod';
import { AwsError, type Facts } from '../plane.ts';
import { type AlarmDefinition, COMPARISONS, type Comparison } from './alarm.ts';
import { checkAction } from './alarm-actions.ts';
import { Dimensions, dimensionsOf } from './metric-figures.ts';
import { checkStatistic } from './statistics.ts';

const MetricStat = z.object({
  Metric: z.object({ Namespace: z.string(), MetricName: z.string(), Dimensions: Dimensions.default([]) }),
  Period: z.number(),
  Stat: z.string(),
  Unit: z.string().optional(),
});

const Metrics = z.array(
  z.object({
    Id: z.string(),
    MetricStat: MetricStat.optional(),
    Expression: z.string().optional(),
    ReturnData: z.boolean().default(true),
  }),
);

export const AlarmRequest = z.object({
  AlarmName: z.string(),
  AlarmDescription: z.string().optional(),
  ActionsEnabled: z.boolean().default(true),
  OKActions: z.array(z.string()).default([]),
  AlarmActions: z.array(z.string()).default([]),
  InsufficientDataActions: z.array(z.string()).default([]),
  Namespace: z.string().optional(),
  MetricName: z.string().optional(),
  Dimensions: Dimensions.optional(),
  Statistic: z.string().optional(),
  ExtendedStatistic: z.string().optional(),
  Period: z.number().optional(),
  Unit: z.string().optional(),
  Metrics: Metrics.optional(),
  EvaluationPeriods: z.number().optional(),
  DatapointsToAlarm: z.number().optional(),
  Threshold: z.number().optional(),
  ComparisonOperator: z.string().optional(),
  TreatMissingData: z
    .enum(['missing', 'ignore', 'breaching', 'notBreaching'], 'TreatMissingData must be breaching, notBreaching, ignore or missing')
    .optional(),
  EvaluateLowSampleCountPercentile: z
    .literal('evaluate', 'the laptop cloud evaluates percentiles of few samples too; write evaluate or leave it out')
    .optional(),
});
type AlarmRequest = z.infer<typeof AlarmRequest>;

/** Kinds of alarms that are none of one metric against a fixed threshold. */
const NOT_HERE: Readonly<Record<string, string>> = {
  ThresholdMetricId: 'alarms on anomaly detection are',
  EvaluationCriteria: 'alarms on PromQL are',
  EvaluationInterval: 'alarms on PromQL are',
  WarmUpConfiguration: 'warming up is',
  ActionConfiguration: 'tags in notifications are',
};

/** Reads PutMetricAlarm as strictly as CloudWatch does, and refuses what the laptop cloud could not evaluate. */
export function alarmDefinition(input: Facts): AlarmDefinition {
  const absent = Object.keys(NOT_HERE).find((member) => input[member] !== undefined);
  if (absent !== undefined) throw refused(`${NOT_HERE[absent]} not part of the laptop cloud; leave ${absent} out`);
  if (typeof input['EvaluationWindow'] === 'object' && JSON.stringify(input['EvaluationWindow']) !== '{"SlidingWindow":{}}')
    throw refused('the laptop cloud evaluates alarms over a sliding window only; leave EvaluationWindow out');
  const read = AlarmRequest.safeParse(input);
  if (!read.success) throw refused(read.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`).join('; '));
  const request = read.data;
  const { AlarmName: name, AlarmDescription: description, TreatMissingData: missingData } = request;
  const watched = watchedBy(request);
  return {
    name,
    ...watched,
    ...comparedBy(request, watched.period),
    actionsEnabled: request.ActionsEnabled,
    actions: actionsOf(request),
    ...(description !== undefined && { description }),
    ...(missingData !== undefined && { missingData }),
    ...(request.EvaluateLowSampleCountPercentile !== undefined && { evaluatesLowSampleCounts: true }),
  };
}

function watchedBy(request: AlarmRequest): Pick<AlarmDefinition, 'metric' | 'unit' | 'statistic' | 'period' | 'queryId'> {
  const { Namespace, MetricName, Dimensions: dimensions = [], Statistic, ExtendedStatistic, Period, Unit } = request;
  if (request.Metrics !== undefined) return watchedByQuery(request, request.Metrics);
  if (Namespace === undefined || MetricName === undefined) throw refused('an alarm needs Namespace and MetricName, or Metrics');
  if ((Statistic === undefined) === (ExtendedStatistic === undefined)) throw refused('exactly one of Statistic and ExtendedStatistic must be given');
  const statistic = Statistic ?? ExtendedStatistic ?? '';
  checkStatistic(statistic, Statistic === undefined ? 'ExtendedStatistic' : 'Statistic');
  const metric = { namespace: Namespace, name: MetricName, dimensions: dimensionsOf(dimensions) };
  return { metric, statistic, period: checkedPeriod(Period), ...(Unit !== undefined && { unit: Unit }) };
}

function watchedByQuery(request: AlarmRequest, [query, ...others]: z.infer<typeof Metrics>): ReturnType<typeof watchedBy> {
  const doubled = (['Namespace', 'MetricName', 'Dimensions', 'Statistic', 'ExtendedStatistic', 'Period', 'Unit'] as const).find(
    (member) => request[member] !== undefined,
  );
  if (doubled !== undefined) throw refused(`${doubled} and Metrics are mutually exclusive`);
  if (query?.MetricStat === undefined || query.Expression !== undefined || others.length > 0)
    throw refused('alarms on metric math are not part of the laptop cloud; Metrics must be one MetricStat without an Expression');
  if (!query.ReturnData) throw refused('exactly one of the Metrics must have ReturnData true');
  const { Metric, Period, Stat, Unit } = query.MetricStat;
  checkStatistic(Stat, 'Stat');
  const metric = { namespace: Metric.Namespace, name: Metric.MetricName, dimensions: dimensionsOf(Metric.Dimensions) };
  return { metric, statistic: Stat, period: checkedPeriod(Period), queryId: query.Id, ...(Unit !== undefined && { unit: Unit }) };
}

function checkedPeriod(period: number | undefined): number {
  if (period === undefined) throw refused('Period must be given');
  if (![10, 20, 30].includes(period) && period % 60 !== 0) throw refused('Period must be 10, 20, 30 or a multiple of 60');
  return period;
}

type Compared = Pick<AlarmDefinition, 'evaluationPeriods' | 'datapointsToAlarm' | 'threshold' | 'comparison'>;

const DAY = 86_400;

function comparedBy({ EvaluationPeriods, DatapointsToAlarm, Threshold, ComparisonOperator }: AlarmRequest, period: number): Compared {
  if (EvaluationPeriods === undefined) throw refused('EvaluationPeriods must be given');
  if (Threshold === undefined || !Number.isFinite(Threshold)) throw refused('Threshold must be given, as a finite number');
  if (!isComparison(ComparisonOperator))
    throw refused(`ComparisonOperator must be one of ${Object.keys(COMPARISONS).join(', ')}; alarms on anomaly detection are not part of the laptop cloud`);
  if (DatapointsToAlarm !== undefined && DatapointsToAlarm > EvaluationPeriods) throw refused('DatapointsToAlarm must not be greater than EvaluationPeriods');
  if (period * EvaluationPeriods > (period < 3600 ? DAY : 7 * DAY))
    throw refused(
      'Metrics cannot be checked across more than a day (EvaluationPeriods * Period must be <= 86400), or seven days for periods of an hour and more',
    );
  return {
    evaluationPeriods: EvaluationPeriods,
    threshold: Threshold,
    comparison: ComparisonOperator,
    ...(DatapointsToAlarm !== undefined && { datapointsToAlarm: DatapointsToAlarm }),
  };
}

function isComparison(text: string | undefined): text is Comparison {
  return text !== undefined && Object.hasOwn(COMPARISONS, text);
}

function actionsOf({ OKActions, AlarmActions, InsufficientDataActions }: AlarmRequest): AlarmDefinition['actions'] {
  for (const arn of [...OKActions, ...AlarmActions, ...InsufficientDataActions]) checkAction(arn);
  return { OK: OKActions, ALARM: AlarmActions, INSUFFICIENT_DATA: InsufficientDataActions };
}

function refused(message: string): AwsError {
  return new AwsError('ValidationException', message);
}
