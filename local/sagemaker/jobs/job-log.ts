import { createWriteStream, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import {
  type CloudWatchLogsClient,
  CreateLogGroupCommand,
  CreateLogStreamCommand,
  PutLogEventsCommand,
  ResourceAlreadyExistsException,
  ResourceNotFoundException,
} from '@aws-sdk/client-cloudwatch-logs';
import { createLogShipper, type LogShipper, type LogWriter } from '../../lambda/log-shipper.ts';
import type { Credentials } from '../../plane.ts';

export interface JobLog {
  line(text: string): void;
  /** Resolves when every line is written, or given up. */
  close(): Promise<void>;
}

export type LogPlace = {
  readonly group: string;
  readonly stream: string;
  readonly credentials: Credentials;
  readonly tell: (trouble: string) => void;
};

/** The lines of a container go to CloudWatch Logs as they come, on the role's behalf, and to <folder>/logs/jobs/<job>.log, which outlives the cloud. */
export function openJobLog(client: CloudWatchLogsClient, name: string, place: LogPlace & { readonly folder: string }): JobLog {
  const folder = join(place.folder, 'logs', 'jobs');
  mkdirSync(folder, { recursive: true });
  const file = createWriteStream(join(folder, `${name}.log`), { flags: 'a' });
  file.on('error', (error) => place.tell(`the log of ${name} could not be written: ${error.message}`));
  const shipper = shipLines(client, place);
  return {
    line: (text) => {
      file.write(`${text}\n`);
      // CloudWatch Logs takes no empty event.
      if (text !== '') shipper.line(text);
    },
    close: async () => {
      await new Promise<void>((resolve) => {
        file.end(() => resolve());
      });
      await shipper.flush();
    },
  };
}

/** Lines for CloudWatch Logs alone. */
export function shipLines(client: CloudWatchLogsClient, { tell, ...destination }: LogPlace): LogShipper {
  return createLogShipper(destination, { writer: writerOf(client), gatherMs: 100, tell });
}

function writerOf(client: CloudWatchLogsClient): LogWriter {
  return {
    createStream: async ({ group, stream }) => {
      const create = () => client.send(new CreateLogStreamCommand({ logGroupName: group, logStreamName: stream }));
      try {
        await create();
      } catch (error) {
        if (error instanceof ResourceAlreadyExistsException) return;
        if (!(error instanceof ResourceNotFoundException)) throw error;
        await createGroup(client, group);
        await create();
      }
    },
    put: async ({ group, stream }, lines) => {
      await client.send(new PutLogEventsCommand({ logGroupName: group, logStreamName: stream, logEvents: [...lines] }));
    },
  };
}

/** The first job of an account makes the group; another one may be first at the same moment. */
async function createGroup(client: CloudWatchLogsClient, group: string): Promise<void> {
  try {
    await client.send(new CreateLogGroupCommand({ logGroupName: group }));
  } catch (error) {
    if (!(error instanceof ResourceAlreadyExistsException)) throw error;
  }
}
