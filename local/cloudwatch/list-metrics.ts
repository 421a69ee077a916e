import { z } from 'zod';
import { pageOf } from '../pages.ts';
import type { Facts } from '../plane.ts';
import { dimensionList } from './describe-alarms.ts';
import type { MetricStore } from './metric-store.ts';

const ListMetrics = z.object({
  Namespace: z.string().optional(),
  MetricName: z.string().optional(),
  Dimensions: z.array(z.object({ Name: z.string(), Value: z.string().optional() })).default([]),
  RecentlyActive: z.literal('PT3H').optional(),
  NextToken: z.string().optional(),
});

const PAGE = 500;
const THREE_HOURS = 3 * 3_600_000;

/** Every metric that has figures and carries the dimensions asked for; it may have more. */
export function listMetrics(store: MetricStore, input: Facts, now: Date): Facts {
  const { Namespace, MetricName, Dimensions, RecentlyActive, NextToken } = ListMetrics.parse(input);
  const found = store
    .metrics()
    .filter(
      ({ metric, lastWritten }) =>
        (Namespace === undefined || metric.namespace === Namespace) &&
        (MetricName === undefined || metric.name === MetricName) &&
        (RecentlyActive === undefined || now.getTime() - lastWritten <= THREE_HOURS) &&
        Dimensions.every(({ Name, Value }) => metric.dimensions[Name] !== undefined && (Value === undefined || metric.dimensions[Name] === Value)),
    );
  const page = pageOf(found, { most: PAGE, token: NextToken });
  const metrics = page.items.map(({ metric }) => ({ Namespace: metric.namespace, MetricName: metric.name, Dimensions: dimensionList(metric.dimensions) }));
  return { Metrics: metrics, ...page.next };
}
