import { CloudWatchClient, PutMetricDataCommand } from '@aws-sdk/client-cloudwatch';
import type { Metrics } from '../core/monitoring-ports.ts';

export const NAMESPACE = 'nacre';

/** By these a metric of a project, or of the stage, is found; an alarm must name exactly the same. */
export const dimensionsOf = (stage: string, project?: string) => [
  { Name: 'Stage', Value: stage },
  ...(project === undefined ? [] : [{ Name: 'Project', Value: project }]),
];

/** Figures as metrics of CloudWatch. */
export function cloudWatchMetrics(stage: string, client = new CloudWatchClient({})): Metrics {
  return {
    async put(figures) {
      const Timestamp = new Date();
      const MetricData = figures.map(({ project, name, unit, value }) => ({
        MetricName: name,
        Dimensions: dimensionsOf(stage, project),
        Unit: unit,
        Value: value,
        Timestamp,
      }));
      await client.send(new PutMetricDataCommand({ Namespace: NAMESPACE, MetricData }));
    },
  };
}
