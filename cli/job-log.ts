import { CloudWatchLogsClient, DescribeLogStreamsCommand, GetLogEventsCommand, ResourceNotFoundException } from '@aws-sdk/client-cloudwatch-logs';
import { DATA_LOG, JOB_LOGS } from '../adapters/log-tail.ts';
import type { Target } from './target.ts';

type Stream = { readonly logGroupName: string; readonly logStreamName: string };

/** Reads what a training or transform job prints on from where the last reading ended; call it again and again while the job runs. */
export function readJobLog({ clients }: Target, job: string): () => Promise<readonly string[]> {
  const logs = new CloudWatchLogsClient(clients.settings);
  let stream: Stream | undefined;
  let seen = 0;
  return async () => {
    stream ??= (await findStream(logs, JOB_LOGS.training, job)) ?? (await findStream(logs, JOB_LOGS.transform, job));
    if (!stream) return [];
    const lines = await readAll(logs, stream);
    const fresh = lines.slice(seen);
    seen = lines.length;
    return fresh;
  };
}

async function findStream(logs: CloudWatchLogsClient, logGroupName: string, job: string): Promise<Stream | undefined> {
  try {
    const { logStreams = [] } = await logs.send(new DescribeLogStreamsCommand({ logGroupName, logStreamNamePrefix: `${job}/` }));
    const logStreamName = logStreams.map(({ logStreamName: name = '' }) => name).find((name) => !name.endsWith(DATA_LOG));
    return logStreamName === undefined ? undefined : { logGroupName, logStreamName };
  } catch (error) {
    if (error instanceof ResourceNotFoundException) return undefined;
    throw error;
  }
}

async function readAll(logs: CloudWatchLogsClient, stream: Stream): Promise<readonly string[]> {
  const lines: string[] = [];
  let token: string | undefined;
  for (;;) {
    const page = await logs.send(new GetLogEventsCommand({ ...stream, startFromHead: true, ...(token && { nextToken: token }) }));
    lines.push(...(page.events ?? []).map(({ message = '' }) => message));
    if (!page.nextForwardToken || page.nextForwardToken === token || page.events?.length === 0) return lines;
    token = page.nextForwardToken;
  }
}
