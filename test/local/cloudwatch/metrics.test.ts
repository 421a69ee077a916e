import { describe, expect, it } from '@jest/globals';
import { MetricStore } from '../../../local/cloudwatch/metric-store.ts';
import type { Facts } from '../../../local/plane.ts';
import { type AlarmWorld, alarmWorld } from './alarm-world.ts';

const put = (world: AlarmWorld, ...MetricData: readonly Facts[]) =>
  world.ask('PutMetricData', { Namespace: 'MLOps', MetricData: MetricData.map((datum) => ({ MetricName: 'rmse', ...datum })) });
const now = Date.parse('2026-11-22T10:00:00Z') / 1000;
const hour = { StartTime: now - 3600, EndTime: now + 3600 };
const statistics = (world: AlarmWorld, asked: Facts) =>
  world.ask('GetMetricStatistics', { Namespace: 'MLOps', MetricName: 'rmse', ...hour, Period: 60, ...asked });
const query = (Stat: string, Period = 60, Id = 'm1') => ({ Id, MetricStat: { Metric: { Namespace: 'MLOps', MetricName: 'rmse' }, Period, Stat } });

describe('PutMetricData', () => {
  const many = (count: number) => Array.from({ length: count }, (_, index) => index);

  it.each<[string, Facts, string]>([
    ['a value that is no number', { Value: 'NaN' }, 'The value NaN for parameter MetricData.member.1.Value is invalid'],
    ['a value out of range', { Value: 2 ** 361 }, 'it must be a number from -2^360 to 2^360'],
    ['nothing', {}, 'At least one of the parameters MetricData.member.1.Value'],
    ['a value twice', { Value: 1, Values: [1] }, 'MetricData.member.1.Value and MetricData.member.1.Values are mutually exclusive'],
    ['counts that do not fit', { Values: [1, 2], Counts: [1] }, 'must be of the same size'],
    ['too many values', { Values: many(151) }, 'Values must not have a size greater than 150'],
    ['an empty statistic', { StatisticValues: { SampleCount: 0, Sum: 0, Minimum: 0, Maximum: 0 } }, 'SampleCount must be greater than 0'],
    ['an old time', { Value: 1, Timestamp: now - 15 * 86_400 }, 'no more than two weeks in the past'],
    ['a time to come', { Value: 1, Timestamp: now + 3 * 3600 }, 'no more than two hours in the future'],
    [
      'a dimension twice',
      {
        Value: 1,
        Dimensions: [
          { Name: 'a', Value: 'b' },
          { Name: 'a', Value: 'c' },
        ],
      },
      'No two dimensions',
    ],
    ['a dimension of spaces', { Value: 1, Dimensions: [{ Name: 'a', Value: ' ' }] }, 'must hold ASCII characters'],
    ['a resolution of its own', { Value: 1, StorageResolution: 5 }, 'StorageResolution must be 1 or 60'],
  ])('refuses %s, and with it the whole call', async (_what, datum, reason) => {
    const world = alarmWorld();

    await expect(put(world, datum)).rejects.toThrow(reason);
    await expect(put(world, { Value: 1 }, datum)).rejects.toThrow('MetricData.member.2');
    expect(await world.ask('ListMetrics')).toEqual({ Metrics: [] });
  });

  it('takes a thousand figures and no more, and no namespace of AWS', async () => {
    const world = alarmWorld();
    const figures = many(1000).map((Value) => ({ Value }));

    await put(world, ...figures);

    await expect(put(world, ...figures, { Value: 1 })).rejects.toThrow('The collection MetricData must not have a size greater than 1000.');
    await expect(world.ask('PutMetricData', { Namespace: 'AWS/Lambda' })).rejects.toMatchObject({ code: 'InvalidParameterValueException' });
  });
});

describe('GetMetricStatistics', () => {
  it('tells all statistics of values, counts and summaries, unit by unit', async () => {
    const world = alarmWorld();
    await put(world, { Values: [1, 4], Counts: [3, 1] }, { StatisticValues: { SampleCount: 2, Sum: 10, Minimum: 2, Maximum: 8 } }, { Value: 7, Unit: 'Count' });

    const { Datapoints, Label } = await statistics(world, { Statistics: ['SampleCount', 'Average', 'Sum', 'Minimum', 'Maximum'] });

    expect(Label).toBe('rmse');
    expect(Datapoints).toEqual([
      { Timestamp: now, Unit: 'None', SampleCount: 6, Average: 17 / 6, Sum: 17, Minimum: 1, Maximum: 8 },
      { Timestamp: now, Unit: 'Count', SampleCount: 1, Average: 7, Sum: 7, Minimum: 7, Maximum: 7 },
    ]);
  });

  it('tells percentiles of values, and of a summary only where its values are all the same', async () => {
    const world = alarmWorld();
    await put(world, { Values: [1, 2, 3, 4, 5, 6, 7, 8, 9, 10] });
    const { Datapoints: ofValues } = await statistics(world, { ExtendedStatistics: ['p50', 'p99.9'] });
    await put(world, { StatisticValues: { SampleCount: 2, Sum: 10, Minimum: 2, Maximum: 8 } });

    const { Datapoints: withSummary } = await statistics(world, { ExtendedStatistics: ['p50'] });

    expect(ofValues).toMatchObject([{ ExtendedStatistics: { p50: 5, 'p99.9': 10 } }]);
    expect(withSummary).toMatchObject([{ ExtendedStatistics: {} }]);
  });

  it.each<[Facts, string]>([
    [{}, 'Must specify either Statistics or ExtendedStatistics'],
    [{ Statistics: ['Sum'], Period: 45 }, 'The parameter Period must be'],
    [{ Statistics: ['Sum'], StartTime: now - 86_401 }, 'which exceeds the limit of 1,440'],
    [{ Statistics: ['Sum'], EndTime: hour.StartTime }, 'StartTime must be less than the parameter EndTime'],
    [{ ExtendedStatistics: ['tm90'] }, 'The value tm90 for parameter ExtendedStatistics is not supported'],
  ])('is refused: %j', async (asked, reason) => {
    await expect(statistics(alarmWorld(), asked)).rejects.toThrow(reason);
  });
});

describe('GetMetricData', () => {
  it('puts figures into periods of the clock, newest first unless asked otherwise', async () => {
    const world = alarmWorld();
    await put(world, ...[0, 61, 299, 301].map((ago) => ({ Value: ago, Timestamp: now - ago })));

    const newest = await world.ask('GetMetricData', { ...hour, MetricDataQueries: [query('Sum', 300)] });
    const oldest = await world.ask('GetMetricData', { ...hour, ScanBy: 'TimestampAscending', MetricDataQueries: [query('Sum', 300)] });

    const found = { Id: 'm1', Label: 'rmse', StatusCode: 'Complete' };
    expect(newest['MetricDataResults']).toEqual([{ ...found, Timestamps: [now, now - 300, now - 600], Values: [0, 360, 301] }]);
    expect(oldest['MetricDataResults']).toEqual([{ ...found, Timestamps: [now - 600, now - 300, now], Values: [301, 360, 0] }]);
  });

  it('goes page by page over all queries', async () => {
    const world = alarmWorld();
    await put(world, ...[0, 60, 120].map((ago) => ({ Value: 1, Timestamp: now - ago })));
    const asked = { ...hour, MaxDatapoints: 4, MetricDataQueries: [query('Sum'), query('Average', 60, 'm2')] };

    const first = await world.ask('GetMetricData', asked);
    const second = await world.ask('GetMetricData', { ...asked, NextToken: first['NextToken'] });

    expect(first['MetricDataResults']).toMatchObject([
      { Values: [1, 1, 1], StatusCode: 'Complete' },
      { Values: [1], StatusCode: 'PartialData' },
    ]);
    expect(second['MetricDataResults']).toMatchObject([{ Values: [] }, { Values: [1, 1], StatusCode: 'Complete' }]);
  });

  it('sees figures of a second as such only where they were put so', async () => {
    const world = alarmWorld();
    await world.clock.advance(30);
    await put(world, { Value: 1, StorageResolution: 1 }, { Value: 2 });

    const { MetricDataResults } = await world.ask('GetMetricData', { ...hour, MetricDataQueries: [query('Sum', 10)] });

    expect(MetricDataResults).toMatchObject([{ Timestamps: [now + 30, now], Values: [1, 2] }]);
  });

  it('refuses metric math', async () => {
    const asked = { ...hour, MetricDataQueries: [query('Sum'), { Id: 'e1', Expression: 'm1 * 2' }] };

    await expect(alarmWorld().ask('GetMetricData', asked)).rejects.toThrow('metric math is not part of the laptop cloud; give the query e1 a MetricStat');
  });
});

describe('ListMetrics', () => {
  it('finds by namespace, name and some of the dimensions', async () => {
    const world = alarmWorld();
    const Dimensions = [{ Name: 'Model', Value: 'churn' }];
    await put(world, { Value: 1, Dimensions }, { Value: 1 });

    expect(await world.ask('ListMetrics', { Dimensions: [{ Name: 'Model' }] })).toEqual({ Metrics: [{ Namespace: 'MLOps', MetricName: 'rmse', Dimensions }] });
    expect((await world.ask('ListMetrics', { MetricName: 'rmse', RecentlyActive: 'PT3H' }))['Metrics']).toHaveLength(2);
    expect(await world.ask('ListMetrics', { Namespace: 'other' })).toEqual({ Metrics: [] });
  });
});

describe('what is kept', () => {
  it('is bounded: the figures written first are forgotten, and metrics without any', () => {
    const store = new MetricStore(5);
    const metric = { namespace: 'MLOps', name: 'rmse', dimensions: {} };
    const figure = (minute: number, ...values: readonly number[]) => ({
      ...{ ...metric, at: new Date(minute * 60_000), unit: 'None', everySecond: false, values: new Map(values.map((value) => [value, 1])) },
      summary: { count: values.length, sum: 1, minimum: Math.min(...values), maximum: Math.max(...values) },
    });
    const keptMinutes = () => store.between(metric, { from: 0, to: 600_000 }).map(({ at }) => at / 60_000);
    store.put({ ...figure(9, 1), name: 'beside' }, new Date());
    store.put(figure(2, 1), new Date());

    store.put(figure(1, 1, 2), new Date());
    const [atTheBound, metrics] = [keptMinutes(), store.metrics().map(({ metric: { name } }) => name)];
    store.put(figure(3, 1, 2, 3), new Date());

    expect([atTheBound, metrics]).toEqual([[1, 2], ['rmse']]);
    expect(keptMinutes()).toEqual([3]);
  });
});
