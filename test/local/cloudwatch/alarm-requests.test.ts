import { describe, expect, it } from '@jest/globals';
import type { Facts } from '../../../local/plane.ts';
import { alarmWorld, dimensions } from './alarm-world.ts';

const metricStat = { Metric: { Namespace: 'n', MetricName: 'm' }, Period: 60, Stat: 'Sum' };
const undirected: Facts = { Namespace: undefined, MetricName: undefined, Dimensions: undefined, Statistic: undefined, Period: undefined };

describe('PutMetricAlarm', () => {
  it.each<[Facts, string]>([
    [{ MetricName: undefined }, 'an alarm needs Namespace and MetricName, or Metrics'],
    [{ ExtendedStatistic: 'p90' }, 'exactly one of Statistic and ExtendedStatistic'],
    [{ Statistic: undefined, ExtendedStatistic: 'tm90' }, 'The value tm90 for parameter ExtendedStatistic is not supported'],
    [{ Period: 45 }, 'Period must be 10, 20, 30 or a multiple of 60'],
    [{ Period: undefined }, 'Period must be given'],
    [{ EvaluationPeriods: undefined }, 'EvaluationPeriods must be given'],
    [{ EvaluationPeriods: 2, DatapointsToAlarm: 3 }, 'DatapointsToAlarm must not be greater than EvaluationPeriods'],
    [{ Period: 300, EvaluationPeriods: 289 }, 'Metrics cannot be checked across more than a day'],
    [{ Threshold: undefined }, 'Threshold must be given'],
    [{ ComparisonOperator: 'GreaterThanUpperThreshold' }, 'alarms on anomaly detection are not part of the laptop cloud'],
    [{ ThresholdMetricId: 'ad1' }, 'alarms on anomaly detection are not part of the laptop cloud; leave ThresholdMetricId out'],
    [{ EvaluationWindow: { WallClockWindow: {} } }, 'over a sliding window only'],
    [{ TreatMissingData: 'good' }, 'TreatMissingData must be breaching, notBreaching, ignore or missing'],
    [{ AlarmActions: ['arn:aws:automate:eu-west-1:ec2:stop'] }, 'Invalid or unsupported action: arn:aws:automate:eu-west-1:ec2:stop'],
    [{ Metrics: [{ Id: 'm1', MetricStat: metricStat }] }, 'Namespace and Metrics are mutually exclusive'],
    [{ ...undirected, Metrics: [{ Id: 'e1', Expression: 'm1 * 2' }] }, 'alarms on metric math are not part of the laptop cloud'],
    [{ Dimensions: [...dimensions, ...dimensions] }, 'No two dimensions of Dimensions may have the same name'],
  ])('is refused: %j', async (changes, reason) => {
    await expect(alarmWorld().alarm(changes)).rejects.toThrow(reason);
  });

  it('takes a day of five minutes and a week of hours', async () => {
    const world = alarmWorld();

    await world.alarm({ Period: 300, EvaluationPeriods: 288 });
    await world.alarm({ Period: 3600, EvaluationPeriods: 168, EvaluationWindow: { SlidingWindow: {} } });

    expect(await world.state()).toMatchObject({ Period: 3600, EvaluationPeriods: 168 });
  });
});

describe('DescribeAlarms', () => {
  const named = async (...names: readonly string[]) => {
    const world = alarmWorld();
    for (const AlarmName of names) await world.alarm({ AlarmName });
    return world;
  };
  const namesIn = ({ MetricAlarms }: Facts) => (Array.isArray(MetricAlarms) ? MetricAlarms.map(({ AlarmName }) => AlarmName) : []);

  it('finds by name, prefix and state, in the order of the names', async () => {
    const world = await named('nacre-b', 'nacre-a', 'other');
    await world.ask('SetAlarmState', { AlarmName: 'other', StateValue: 'ALARM', StateReason: 'a test' });

    expect(namesIn(await world.ask('DescribeAlarms', { AlarmNamePrefix: 'nacre-' }))).toEqual(['nacre-a', 'nacre-b']);
    expect(namesIn(await world.ask('DescribeAlarms', { AlarmNames: ['other', 'nobody'] }))).toEqual(['other']);
    expect(namesIn(await world.ask('DescribeAlarms', { StateValue: 'ALARM' }))).toEqual(['other']);
    expect(namesIn(await world.ask('DescribeAlarms', { AlarmTypes: ['CompositeAlarm'] }))).toEqual([]);
  });

  it('goes page by page', async () => {
    const world = await named('a', 'b', 'c');

    const first = await world.ask('DescribeAlarms', { MaxRecords: 2 });
    const second = await world.ask('DescribeAlarms', { MaxRecords: 2, NextToken: first['NextToken'] });

    expect([namesIn(first), namesIn(second), second['NextToken']]).toEqual([['a', 'b'], ['c'], undefined]);
  });

  it('finds the alarms of exactly one metric', async () => {
    const world = await named('a');

    const metric = { Namespace: 'MLOps', MetricName: 'DriftedShare' };
    expect(namesIn(await world.ask('DescribeAlarmsForMetric', { ...metric, Dimensions: dimensions }))).toEqual(['a']);
    expect(namesIn(await world.ask('DescribeAlarmsForMetric', { ...metric, Dimensions: dimensions, Period: 300 }))).toEqual([]);
    expect(namesIn(await world.ask('DescribeAlarmsForMetric', metric))).toEqual([]);
  });
});

describe('tags of an alarm', () => {
  it('are given, added, taken away and kept when the alarm is put again', async () => {
    const world = alarmWorld();
    const ResourceARN = 'arn:aws:cloudwatch:eu-west-1:123456789012:alarm:drift';
    await world.alarm({ Tags: [{ Key: 'team', Value: 'ml' }] });
    await world.ask('TagResource', { ResourceARN, Tags: [{ Key: 'stage', Value: 'dev' }] });
    await world.ask('UntagResource', { ResourceARN, TagKeys: ['team'] });

    await world.alarm();

    expect(await world.ask('ListTagsForResource', { ResourceARN })).toEqual({ Tags: [{ Key: 'stage', Value: 'dev' }] });
    await expect(world.ask('ListTagsForResource', { ResourceARN: `${ResourceARN}s` })).rejects.toMatchObject({ code: 'ResourceNotFoundException' });
  });
});

it('refuses what of CloudWatch is not there, naming it', async () => {
  await expect(alarmWorld().ask('PutDashboard')).rejects.toMatchObject({ code: 'NotImplementedLocally', status: 501 });
});
