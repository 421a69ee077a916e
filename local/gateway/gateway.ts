import { appendFileSync, mkdirSync } from 'node:fs';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { join } from 'node:path';
import { sha256 } from '../../core/sha256.ts';
import type { QueueDepths } from '../cloudwatch/queue-depths.ts';
import type { KeyedPermissions } from '../iam/permissions.ts';
import type { Models } from '../models/service-model.ts';
import { AwsError, type AwsService, type CloudSettings, type EventBus } from '../plane.ts';
import { errorAnswer, send } from './answer.ts';
import { authenticate } from './authenticate.ts';
import { countCalls } from './call-counts.ts';
import { dialectOf } from './dialect.ts';
import { type Incoming, readBody, readIncoming } from './incoming.ts';
import type { Interference } from './interference.ts';
import { type Introspection, introspect } from './introspection.ts';
import type { MailRecord } from './mends/mail-record.ts';
import { mendsOf } from './mends/mends-of.ts';
import { connectToMoto } from './moto-connection.ts';
import { keepBucketPolicies } from './s3/bucket-policy.ts';
import { rememberBucketSettings } from './s3/bucket-settings.ts';
import { askForKeys } from './s3/key-needs.ts';
import { createSequencer } from './s3/object-events.ts';
import { isPostForm, servePostForm } from './s3/serve-post-form.ts';
import { type ObjectStore, serveS3 } from './s3/serve-s3.ts';
import { type CallDesk, serveCall } from './serve-call.ts';
import { readSignature } from './signature.ts';

export interface GatewayParts {
  readonly settings: CloudSettings;
  readonly permissions: KeyedPermissions;
  /** What the laptop acts for itself; everything else goes to moto. */
  readonly services: readonly AwsService[];
  readonly motoPort: number;
  readonly models: Models;
  /** What services tell EventBridge that moto keeps to itself: objects made and deleted, images pushed. */
  readonly publish: EventBus['publish'];
  readonly mails: MailRecord;
  /** Told of every change to a queue, so that alarms can watch how full it is. */
  readonly queueDepths?: QueueDepths;
  /** What the cloud tells of itself where AWS has no call for it, at /_nacre/<subject>, to the operator. */
  readonly introspection?: Introspection;
  readonly interfere?: Interference;
}

export interface Gateway {
  /** Resolves with the port, which is the given one unless that is 0. */
  listen(): Promise<number>;
  close(): Promise<void>;
  /** How often each action succeeded or failed here, by `service:Action`. */
  counts(): Readonly<Record<string, number>>;
}

/** The one door of the laptop cloud: whatever speaks to AWS speaks to this port. */
export function createGateway(parts: GatewayParts): Gateway {
  const { settings } = parts;
  const moto = connectToMoto({ port: parts.motoPort, region: settings.region });
  const buckets = rememberBucketSettings(moto);
  const policies = keepBucketPolicies(parts.permissions, moto);
  const store: ObjectStore = {
    ...parts,
    moto,
    buckets,
    policies,
    keys: askForKeys(moto, buckets, settings),
    sequencer: createSequencer(),
  };
  const desk: CallDesk = { ...parts, moto, mends: mendsOf({ ...parts, moto }) };
  const calls = countCalls();
  const take = (message: IncomingMessage, response: ServerResponse) => {
    const incoming = readIncoming(message);
    if (!introspect(incoming, response, parts)) void serve(message, response, { incoming, store, desk, count: calls.count });
  };
  const server = createServer(take);
  server.on('checkContinue', take);
  // Uploads of a gigabyte take their time, and SDKs keep connections for a minute.
  server.requestTimeout = 0;
  server.keepAliveTimeout = 90_000;
  return { listen: () => listen(server, settings.port), close: () => close(server, moto), counts: calls.all };
}

interface Counter {
  readonly incoming: Incoming;
  readonly store: ObjectStore;
  readonly desk: CallDesk;
  readonly count: (service: string, action: string) => void;
}

async function serve(message: IncomingMessage, response: ServerResponse, { incoming, store, desk, count }: Counter): Promise<void> {
  const signed = readSignature(incoming);
  const dialect = dialectOf(incoming, signed?.service);
  try {
    if (isPostForm(incoming)) return count('s3', await servePostForm(incoming, response, store));
    const body = dialect === 's3' ? undefined : await readBody(message);
    const identity = authenticate(incoming, signed, dialect, {
      permissions: desk.permissions,
      bodyHash: body === undefined ? 'UNSIGNED-PAYLOAD' : sha256(body),
    });
    const service = signed?.service ?? '';
    const action =
      dialect === 's3' || body === undefined
        ? await serveS3(incoming, identity, response, store)
        : await serveCall({ incoming, service, dialect, identity, body }, response, desk);
    count(service, action);
  } catch (error) {
    if (response.headersSent) response.destroy();
    else
      refuse(
        response,
        message,
        errorAnswer(toAwsError(error, desk.settings), dialect, incoming, signed === undefined ? undefined : desk.models.of(signed.service)),
      );
  }
}

/** What the client still sends is read and dropped, so that it comes to read the answer; where it waits for a `100 Continue`, the connection ends instead. */
function refuse(response: ServerResponse, message: IncomingMessage, answer: Parameters<typeof send>[1]): void {
  if (message.headers.expect !== undefined) response.shouldKeepAlive = false;
  else message.resume();
  send(response, answer, message.method ?? 'GET');
}

/** A fault of ours looks like AWS's own to the client; what it was stands in the log. */
function toAwsError(error: unknown, { folder }: CloudSettings): AwsError {
  if (error instanceof AwsError) return error;
  const log = join(folder, 'logs', 'gateway.log');
  mkdirSync(join(folder, 'logs'), { recursive: true });
  appendFileSync(log, `${new Date().toISOString()} ${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
  return new AwsError('InternalFailure', `the gateway of the laptop cloud failed; its log, ${log}, says why`, 500);
}

function listen(server: Server, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', (cause: NodeJS.ErrnoException) => reject(cause.code === 'EADDRINUSE' ? new PortTakenError(port, { cause }) : cause));
    server.listen(port, '127.0.0.1', () => {
      const address = server.address();
      resolve(typeof address === 'object' && address !== null ? address.port : port);
    });
  });
}

/** Somebody else listens where the gateway should. */
export class PortTakenError extends Error {
  override readonly name = 'PortTakenError';
  constructor(port: number, options: ErrorOptions) {
    super(`port ${port} on 127.0.0.1 is in use; end the other laptop cloud (nacre down) or choose another port`, options);
  }
}

function close(server: Server, moto: { close(): void }): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => {
      moto.close();
      resolve();
    });
    server.closeAllConnections();
  });
}
