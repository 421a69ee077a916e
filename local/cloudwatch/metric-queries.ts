import { z } from 'zod';
import { pageOf } from '../pages.ts';
import { AwsError, type Facts } from '../plane.ts';
import { Dimensions, dimensionsOf, invalid } from './metric-figures.ts';
import type { Bucket, MetricStore } from './metric-store.ts';
import { checkStatistic, statisticOf } from './statistics.ts';

const Query = z.object({
  Id: z.string(),
  Label: z.string().optional(),
  Expression: z.string().optional(),
  Period: z.number().optional(),
  ReturnData: z.boolean().default(true),
  MetricStat: z
    .object({
      Metric: z.object({ Namespace: z.string(), MetricName: z.string(), Dimensions: Dimensions.default([]) }),
      Period: z.number(),
      Stat: z.string(),
      Unit: z.string().optional(),
    })
    .optional(),
});
type Query = z.infer<typeof Query>;

const GetMetricData = z.object({
  MetricDataQueries: z.array(Query).max(500),
  StartTime: z.number(),
  EndTime: z.number(),
  ScanBy: z.string().default('TimestampDescending'),
  MaxDatapoints: z.number().default(100_800),
  NextToken: z.string().optional(),
});
type GetMetricData = z.infer<typeof GetMetricData>;

type Point = { readonly id: string; readonly at: number; readonly value: number };

/** GetMetricData: periods begin at multiples of themselves; a page holds so many datapoints of all queries together. */
export function getMetricData(store: MetricStore, input: Facts): Facts {
  const request = GetMetricData.parse(input);
  checkRange(request);
  const queries = request.MetricDataQueries.filter(({ ReturnData }) => ReturnData);
  const points = request.MetricDataQueries.flatMap((query) => pointsOf(store, query, request));
  const page = pageOf(
    points.filter(({ id }) => queries.some(({ Id }) => Id === id)),
    { most: request.MaxDatapoints, token: request.NextToken },
  );
  const results = queries.map(({ Id, Label, MetricStat }) => {
    const own = page.items.filter(({ id }) => id === Id);
    const isCut = 'NextToken' in page.next && (own.length === 0 || own.at(-1) === page.items.at(-1));
    return {
      Id,
      Label: Label ?? MetricStat?.Metric.MetricName ?? Id,
      Timestamps: own.map(({ at }) => at / 1000),
      Values: own.map(({ value }) => value),
      StatusCode: isCut ? 'PartialData' : 'Complete',
    };
  });
  return { MetricDataResults: results, Messages: [], ...page.next };
}

function pointsOf(store: MetricStore, { Id, MetricStat, Expression }: Query, { StartTime, EndTime, ScanBy }: GetMetricData): readonly Point[] {
  if (MetricStat === undefined || Expression !== undefined)
    throw new AwsError('ValidationException', `metric math is not part of the laptop cloud; give the query ${Id} a MetricStat and no Expression`);
  const { Metric, Period, Stat, Unit } = MetricStat;
  checkStatistic(Stat, `MetricDataQueries.${Id}.MetricStat.Stat`);
  checkPeriod(Period);
  const metric = { namespace: Metric.Namespace, name: Metric.MetricName, dimensions: dimensionsOf(Metric.Dimensions) };
  const length = Period * 1000;
  const from = Math.floor((StartTime * 1000) / length) * length;
  const periods = inPeriods(store.between(metric, { from, to: EndTime * 1000 }, Unit), from, length);
  const points = periods.flatMap(([at, buckets]) => {
    const value = statisticOf(buckets, Stat);
    return value === undefined ? [] : [{ id: Id, at, value }];
  });
  return ScanBy === 'TimestampAscending' ? points : points.toReversed();
}

const GetMetricStatistics = z.object({
  Namespace: z.string(),
  MetricName: z.string(),
  Dimensions: Dimensions.default([]),
  StartTime: z.number(),
  EndTime: z.number(),
  Period: z.number(),
  Statistics: z.array(z.string()).default([]),
  ExtendedStatistics: z.array(z.string()).default([]),
  Unit: z.string().optional(),
});

const MOST_POINTS = 1440;

/** GetMetricStatistics: periods begin at the start, rounded down to the minute; figures of different units stay apart. */
export function getMetricStatistics(store: MetricStore, input: Facts): Facts {
  const { Statistics, ExtendedStatistics, Period, StartTime, EndTime, Unit, ...named } = GetMetricStatistics.parse(input);
  if ((Statistics.length === 0) === (ExtendedStatistics.length === 0))
    throw new AwsError('InvalidParameterCombinationException', 'Must specify either Statistics or ExtendedStatistics, and not both');
  for (const statistic of ExtendedStatistics) checkStatistic(statistic, 'ExtendedStatistics');
  checkRange({ StartTime, EndTime });
  checkPeriod(Period);
  const wanted = Math.ceil((EndTime - StartTime) / Period);
  if (wanted > MOST_POINTS)
    throw new AwsError(
      'InvalidParameterCombinationException',
      `You have requested up to ${wanted} datapoints, which exceeds the limit of 1,440. Reduce them by increasing Period, or by a shorter time.`,
    );
  const rounding = Period < 60 ? Period * 1000 : 60_000;
  const from = Math.floor((StartTime * 1000) / rounding) * rounding;
  const metric = { namespace: named.Namespace, name: named.MetricName, dimensions: dimensionsOf(named.Dimensions) };
  const buckets = store.between(metric, { from, to: EndTime * 1000 }, Unit);
  const byUnit = [...Map.groupBy(buckets, ({ unit }) => unit)];
  const points = byUnit.flatMap(([unit, own]) => inPeriods(own, from, Period * 1000).map(([at, found]) => ({ unit, at, found })));
  return { Label: named.MetricName, Datapoints: points.map((point) => datapoint(point, Statistics, ExtendedStatistics)) };
}

function datapoint(
  { unit, at, found }: { readonly unit: string; readonly at: number; readonly found: readonly Bucket[] },
  statistics: readonly string[],
  extended: readonly string[],
): Facts {
  const told = (names: readonly string[]) =>
    Object.fromEntries(names.map((name) => [name, statisticOf(found, name)]).filter(([, value]) => value !== undefined));
  return { Timestamp: at / 1000, Unit: unit, ...told(statistics), ...(extended.length > 0 && { ExtendedStatistics: told(extended) }) };
}

/** Buckets by the beginning of their period, oldest first. */
function inPeriods(buckets: readonly Bucket[], from: number, length: number): readonly (readonly [number, readonly Bucket[]])[] {
  return [...Map.groupBy(buckets, ({ at }) => from + Math.floor((at - from) / length) * length)];
}

function checkRange({ StartTime, EndTime }: { readonly StartTime: number; readonly EndTime: number }): void {
  if (!(StartTime < EndTime)) throw new AwsError('ValidationException', 'The parameter StartTime must be less than the parameter EndTime.');
}

function checkPeriod(period: number): void {
  if (![1, 5, 10, 20, 30].includes(period) && period % 60 !== 0) throw invalid('The parameter Period must be 1, 5, 10, 20, 30 or a multiple of 60.');
}
