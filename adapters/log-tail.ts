import { CloudWatchLogsClient, DescribeLogStreamsCommand, GetLogEventsCommand, ResourceNotFoundException } from '@aws-sdk/client-cloudwatch-logs';
import type { Jobs } from '../core/ports.ts';

const LOG_GROUP = '/aws/sagemaker/TrainingJobs';

/** The last lines that a training job printed. A job that never started has no stream, and no lines. */
export function cloudWatchLogTail(client = new CloudWatchLogsClient({})): Jobs['logTail'] {
  return async (name, lines) => {
    try {
      const { logStreams = [] } = await client.send(new DescribeLogStreamsCommand({ logGroupName: LOG_GROUP, logStreamNamePrefix: `${name}/` }));
      const logStreamName = logStreams.at(-1)?.logStreamName;
      if (logStreamName === undefined) return [];
      const { events = [] } = await client.send(new GetLogEventsCommand({ logGroupName: LOG_GROUP, logStreamName, limit: lines, startFromHead: false }));
      return events.map(({ message = '' }) => message.trimEnd()).slice(-lines);
    } catch (error) {
      if (error instanceof ResourceNotFoundException) return [];
      throw error;
    }
  };
}
