import { z } from 'zod';
import { Dimensions, dimensionsOf } from './metric-figures.ts';
import type { MetricName } from './metric-store.ts';

/** A metric with a statistic and a period, as queries and alarms on a query name it. */
export const MetricStat = z.object({
  Metric: z.object({ Namespace: z.string(), MetricName: z.string(), Dimensions: Dimensions.default([]) }),
  Period: z.number(),
  Stat: z.string(),
  Unit: z.string().optional(),
});

export function metricOf({ Metric }: Pick<z.infer<typeof MetricStat>, 'Metric'>): MetricName {
  return { namespace: Metric.Namespace, name: Metric.MetricName, dimensions: dimensionsOf(Metric.Dimensions) };
}
