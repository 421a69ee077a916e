import { type CloudWatchClient, PutMetricDataCommand } from '@aws-sdk/client-cloudwatch';
import { readRegex } from './check-request.ts';
import type { Metric, TrainingJob } from './training-job.ts';

export interface MetricReader {
  /** Searches a line of the log. */
  line(text: string): void;
  /** Resolves when every figure was published, or given up. */
  close(): Promise<void>;
}

const NAMESPACE = '/aws/sagemaker/TrainingJobs';
/** One call takes 1,000 figures. */
const MOST = 500;
const GATHER_MS = 500;

/** Finds figures by the job's metric definitions: the last of each is the job's final one, all go to CloudWatch on the role's behalf. */
export function readMetrics(client: CloudWatchClient, job: TrainingJob, tell: (trouble: string) => void): MetricReader {
  const definitions = (job.request.AlgorithmSpecification.MetricDefinitions ?? []).map(({ Name, Regex }) => ({ name: Name, regex: readRegex(Regex) }));
  const waiting: Metric[] = [];
  let publishing: Promise<void> | undefined;
  const publish = async () => {
    await new Promise((resolve) => {
      setTimeout(resolve, GATHER_MS);
    });
    while (waiting.length > 0)
      await put(client, job.name, waiting.splice(0, MOST)).catch((error) => tell(`metrics of ${job.name} were not published: ${error}`));
    publishing = undefined;
  };
  return {
    line: (text) => {
      for (const { name, regex } of definitions) {
        const value = Number.parseFloat(regex?.exec(text)?.[1] ?? '');
        if (Number.isNaN(value)) continue;
        const metric = { name, value, at: new Date() };
        job.metrics.set(name, metric);
        if (Number.isFinite(value)) waiting.push(metric);
        publishing ??= publish();
      }
    },
    close: async () => {
      while (publishing) await publishing;
    },
  };
}

async function put(client: CloudWatchClient, job: string, metrics: readonly Metric[]): Promise<void> {
  const data = metrics.map(({ name, value, at }) => ({ MetricName: name, Value: value, Timestamp: at, Dimensions: [{ Name: 'TrainingJobName', Value: job }] }));
  await client.send(new PutMetricDataCommand({ Namespace: NAMESPACE, MetricData: data }));
}
