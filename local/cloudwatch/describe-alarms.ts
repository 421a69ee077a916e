import { pageOf } from '../pages.ts';
import { AwsError, type Facts } from '../plane.ts';
import type { Alarm, AlarmDefinition } from './alarm.ts';
import { Dimensions, dimensionsOf } from './metric-figures.ts';
import { keyOf } from './metric-store.ts';

/** DescribeAlarms: by names or by a prefix, in the order of their names, page by page. */
export function describeAlarms(alarms: readonly Alarm[], input: Facts): Facts {
  const { AlarmNames: names, AlarmNamePrefix: prefix, StateValue, ActionPrefix, AlarmTypes: types, MaxRecords, NextToken } = input;
  const family = ['ChildrenOfAlarmName', 'ParentsOfAlarmName'].find((member) => input[member] !== undefined);
  if (family !== undefined) throw new AwsError('ValidationException', `composite alarms are not part of the laptop cloud; leave ${family} out`);
  if (names !== undefined && prefix !== undefined) throw new AwsError('ValidationException', 'AlarmNames and AlarmNamePrefix are mutually exclusive');
  const wanted = alarms.filter(
    ({ definition: { name, actions }, state }) =>
      (!Array.isArray(types) || types.length === 0 || types.includes('MetricAlarm')) &&
      (!Array.isArray(names) || names.length === 0 || names.includes(name)) &&
      (prefix === undefined || name.startsWith(String(prefix))) &&
      (StateValue === undefined || state.value === StateValue) &&
      (ActionPrefix === undefined || Object.values(actions).some((arns) => arns.some((arn) => arn.startsWith(String(ActionPrefix))))),
  );
  const inOrder = wanted.sort(({ definition: one }, { definition: other }) => (one.name < other.name ? -1 : 1));
  const page = pageOf(inOrder, { most: MaxRecords ?? 50, token: NextToken });
  return { MetricAlarms: page.items.map(describedAlarm), CompositeAlarms: [], ...page.next };
}

/** DescribeAlarmsForMetric: those that watch exactly this metric, and this statistic, period and unit where they are named. */
export function describeAlarmsForMetric(alarms: readonly Alarm[], input: Facts): Facts {
  const dimensions = dimensionsOf(Dimensions.parse(input['Dimensions'] ?? []));
  const key = keyOf({ namespace: String(input['Namespace']), name: String(input['MetricName']), dimensions });
  const statistic = input['Statistic'] ?? input['ExtendedStatistic'];
  const watching = alarms.filter(
    ({ definition }) =>
      keyOf(definition.metric) === key &&
      (statistic === undefined || definition.statistic === statistic) &&
      (input['Period'] === undefined || definition.period === input['Period']) &&
      (input['Unit'] === undefined || definition.unit === input['Unit']),
  );
  return { MetricAlarms: watching.map(describedAlarm) };
}

function describedAlarm({ arn, definition, configuredAt, state }: Alarm): Facts {
  const changedAt = state.at.getTime() / 1000;
  return {
    AlarmName: definition.name,
    AlarmArn: arn,
    AlarmConfigurationUpdatedTimestamp: configuredAt.getTime() / 1000,
    ActionsEnabled: definition.actionsEnabled,
    OKActions: definition.actions.OK,
    AlarmActions: definition.actions.ALARM,
    InsufficientDataActions: definition.actions.INSUFFICIENT_DATA,
    StateValue: state.value,
    StateReason: state.reason,
    StateUpdatedTimestamp: changedAt,
    StateTransitionedTimestamp: changedAt,
    EvaluationPeriods: definition.evaluationPeriods,
    Threshold: definition.threshold,
    ComparisonOperator: definition.comparison,
    ...(definition.queryId === undefined ? watchedDirectly(definition) : { Metrics: [watchedByQuery(definition, definition.queryId)] }),
    ...(definition.description !== undefined && { AlarmDescription: definition.description }),
    ...(definition.datapointsToAlarm !== undefined && { DatapointsToAlarm: definition.datapointsToAlarm }),
    ...(definition.missingData !== undefined && { TreatMissingData: definition.missingData }),
    ...(definition.evaluatesLowSampleCounts && { EvaluateLowSampleCountPercentile: 'evaluate' }),
    ...(state.reasonData !== undefined && { StateReasonData: state.reasonData }),
  };
}

function watchedDirectly({ metric, statistic, period, unit }: AlarmDefinition): Facts {
  return {
    Namespace: metric.namespace,
    MetricName: metric.name,
    Dimensions: dimensionList(metric.dimensions),
    Period: period,
    [statistic.startsWith('p') ? 'ExtendedStatistic' : 'Statistic']: statistic,
    ...(unit !== undefined && { Unit: unit }),
  };
}

function watchedByQuery({ metric, statistic, period, unit }: AlarmDefinition, id: string): Facts {
  const Metric = { Namespace: metric.namespace, MetricName: metric.name, Dimensions: dimensionList(metric.dimensions) };
  return { Id: id, MetricStat: { Metric, Period: period, Stat: statistic, ...(unit !== undefined && { Unit: unit }) }, ReturnData: true };
}

/** Dimensions as calls write them. */
export function dimensionList(dimensions: Readonly<Record<string, string>>): readonly Facts[] {
  return Object.entries(dimensions).map(([Name, Value]) => ({ Name, Value }));
}
