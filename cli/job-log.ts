import { CloudWatchLogsClient, DescribeLogStreamsCommand, GetLogEventsCommand, ResourceNotFoundException } from '@aws-sdk/client-cloudwatch-logs';
import type { Target } from './target.ts';

export const TRAINING_LOGS = '/aws/sagemaker/TrainingJobs';

/** Reads a job's log on from where the last reading ended; call it again and again while the job runs. */
export function readJobLog({ clients }: Target, job: string): () => Promise<readonly string[]> {
  const logs = new CloudWatchLogsClient(clients.settings);
  let stream: string | undefined;
  let seen = 0;
  return async () => {
    stream ??= await findStream(logs, job);
    if (!stream) return [];
    const lines = await readAll(logs, stream);
    const fresh = lines.slice(seen);
    seen = lines.length;
    return fresh;
  };
}

async function findStream(logs: CloudWatchLogsClient, job: string): Promise<string | undefined> {
  try {
    const { logStreams = [] } = await logs.send(new DescribeLogStreamsCommand({ logGroupName: TRAINING_LOGS, logStreamNamePrefix: `${job}/` }));
    return logStreams[0]?.logStreamName;
  } catch (error) {
    if (error instanceof ResourceNotFoundException) return undefined;
    throw error;
  }
}

async function readAll(logs: CloudWatchLogsClient, stream: string): Promise<readonly string[]> {
  const lines: string[] = [];
  let token: string | undefined;
  for (;;) {
    const page = await logs.send(
      new GetLogEventsCommand({ logGroupName: TRAINING_LOGS, logStreamName: stream, startFromHead: true, ...(token && { nextToken: token }) }),
    );
    lines.push(...(page.events ?? []).map(({ message = '' }) => message));
    if (!page.nextForwardToken || page.nextForwardToken === token || page.events?.length === 0) return lines;
    token = page.nextForwardToken;
  }
}
