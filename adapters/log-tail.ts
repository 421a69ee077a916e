import { CloudWatchLogsClient, DescribeLogStreamsCommand, GetLogEventsCommand, ResourceNotFoundException } from '@aws-sdk/client-cloudwatch-logs';
import type { Jobs } from '../core/ports.ts';

/** Where SageMaker writes what jobs print: a stream a container, under `<job>/`. */
export const JOB_LOGS = { training: '/aws/sagemaker/TrainingJobs', transform: '/aws/sagemaker/TransformJobs' } as const;

/** Where it writes itself, beside what a transform job's server prints. */
export const DATA_LOG = '/data-log';

/** The last lines that a job printed. A job that never started has no stream, and no lines. */
export function cloudWatchLogTail(of: keyof typeof JOB_LOGS, client = new CloudWatchLogsClient({})): Jobs['logTail'] {
  const logGroupName = JOB_LOGS[of];
  return async (name, lines) => {
    try {
      const { logStreams = [] } = await client.send(new DescribeLogStreamsCommand({ logGroupName, logStreamNamePrefix: `${name}/` }));
      const logStreamName = logStreams.findLast(({ logStreamName: stream = '' }) => !stream.endsWith(DATA_LOG))?.logStreamName;
      if (logStreamName === undefined) return [];
      const { events = [] } = await client.send(new GetLogEventsCommand({ logGroupName, logStreamName, limit: lines, startFromHead: false }));
      return events.map(({ message = '' }) => message.trimEnd()).slice(-lines);
    } catch (error) {
      if (error instanceof ResourceNotFoundException) return [];
      throw error;
    }
  };
}
