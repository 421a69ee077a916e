import { CloudWatchLogsClient, CreateLogStreamCommand, PutLogEventsCommand } from '@aws-sdk/client-cloudwatch-logs';
import type { CloudSettings } from '../plane.ts';
import type { LogDestination, LogWriter } from './log-shipper.ts';

/** Writes through the gateway with the function's own credentials, so that the logs statement of its role is used. */
export function cloudWatchLogWriter({ endpoint, region }: Pick<CloudSettings, 'endpoint' | 'region'>): LogWriter {
  const clients = new Map<string, CloudWatchLogsClient>();
  const clientOf = ({ credentials }: LogDestination) => {
    const known = clients.get(credentials.accessKeyId) ?? new CloudWatchLogsClient({ endpoint, region, credentials, maxAttempts: 1 });
    clients.set(credentials.accessKeyId, known);
    return known;
  };
  return {
    createStream: async (destination) => {
      try {
        await clientOf(destination).send(new CreateLogStreamCommand({ logGroupName: destination.group, logStreamName: destination.stream }));
      } catch (error) {
        if (!(error instanceof Error && error.name === 'ResourceAlreadyExistsException')) throw error;
      }
    },
    put: async (destination, lines) => {
      await clientOf(destination).send(new PutLogEventsCommand({ logGroupName: destination.group, logStreamName: destination.stream, logEvents: [...lines] }));
    },
  };
}
