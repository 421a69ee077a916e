import type { IncomingMessage, ServerResponse } from 'node:http';
import { pipeline } from 'node:stream/promises';
import type { Need } from '../../iam/needs/need.ts';
import { needsOfS3, type ObjectRequest } from '../../iam/needs/s3.ts';
import type { KeyedPermissions } from '../../iam/permissions.ts';
import type { CloudSettings, Happening, Identity } from '../../plane.ts';
import { AwsError } from '../../plane.ts';
import { type Answer, send } from '../answer.ts';
import { type Incoming, readBody } from '../incoming.ts';
import { collect, headersOf, type MotoConnection, objectPath } from '../moto-connection.ts';
import { xmlNodes } from '../xml.ts';
import type { BucketPolicies } from './bucket-policy.ts';
import type { BucketSettings } from './bucket-settings.ts';
import type { KeyNeeds } from './key-needs.ts';
import { objectEvents } from './object-events.ts';
import { readOperation } from './read-operation.ts';

export interface ObjectStore {
  readonly settings: CloudSettings;
  readonly permissions: KeyedPermissions;
  readonly moto: MotoConnection;
  readonly buckets: BucketSettings;
  readonly policies: BucketPolicies;
  readonly keys: KeyNeeds;
  readonly sequencer: () => string;
  readonly publish: (happening: Happening) => void;
}

/** One S3 request: what the caller may is settled first, then the bytes flow between client and moto without being held. */
export async function serveS3(incoming: Incoming, identity: Identity, response: ServerResponse, store: ObjectStore): Promise<string> {
  const request = readOperation(incoming);
  const authorize = (needs: readonly Need[]) => {
    for (const { action, resource, context } of needs) store.permissions.authorize(identity, action, resource, context);
  };
  if (request.operation !== 'DeleteObjects') authorize(needsOfS3(request));
  authorize(await store.keys.ofWrite(request));
  if (request.source !== undefined) authorize(await sourceNeeds(request.source, store));
  if (incoming.headers.get('expect')?.toLowerCase() === '100-continue') response.writeContinue();
  if (request.operation === 'GetObject') await handOut(request, incoming, response, { store, authorize });
  else send(response, await answerOf(request, incoming, { store, authorize }), incoming.method);
  return request.operation;
}

interface Door {
  readonly store: ObjectStore;
  readonly authorize: (needs: readonly Need[]) => void;
}

async function answerOf(request: ObjectRequest, incoming: Incoming, door: Door): Promise<Answer> {
  const { moto, buckets, policies, settings, sequencer, publish } = door.store;
  const body = request.key === undefined && incoming.method !== 'GET' ? await readBody(incoming.message) : undefined;
  if (request.operation === 'DeleteObjects' && body !== undefined) door.authorize(deletions(request, body));
  const policy = await policies.answer(request.operation, request.bucket, body ?? Buffer.alloc(0));
  const answer = policy ?? (await collect(await moto.forward(incoming, body ?? incoming.message)));
  if (request.operation === 'HeadObject') requireListing(request, answer.status, door);
  const done = answer.status < 300;
  if (done && body !== undefined) buckets.changed(request.operation, request.bucket, body);
  const events = done && buckets.tellsEventBridge(request.bucket) ? await objectEvents(request, incoming, answer, { moto, settings, sequencer }) : [];
  for (const event of events) publish(event);
  return {
    ...answer,
    body: request.operation === 'GetBucketNotification' && buckets.tellsEventBridge(request.bucket) ? withEventBridge(answer.body) : answer.body,
    headers: { ...answer.headers, 'x-amz-request-id': incoming.requestId },
  };
}

/** The object's own key decides: it is known when moto has found the object, before a byte of it is sent. */
async function handOut(request: ObjectRequest, incoming: Incoming, response: ServerResponse, door: Door): Promise<void> {
  const answer = await door.store.moto.forward(incoming, Buffer.alloc(0));
  try {
    requireListing(request, answer.statusCode ?? 0, door);
    door.authorize(await door.store.keys.ofRead({ bucket: request.bucket, key: request.key ?? '', keyId: keyIdIn(answer) }));
  } catch (error) {
    answer.destroy();
    throw error;
  }
  response.writeHead(answer.statusCode ?? 502, { ...headersOf(answer), 'x-amz-request-id': incoming.requestId });
  await pipeline(answer, response);
}

/** Who may not list a bucket does not learn what is missing in it: S3 says 403, not 404. */
function requireListing({ bucket }: ObjectRequest, status: number, { authorize }: Door): void {
  if (status === 404) authorize([{ action: 's3:ListBucket', resource: `arn:aws:s3:::${bucket}` }]);
}

async function sourceNeeds(source: NonNullable<ObjectRequest['source']>, { moto, keys }: ObjectStore): Promise<readonly Need[]> {
  const { headers } = await moto.ask('s3', { method: 'HEAD', path: objectPath(source.bucket, source.key, source.versionId) });
  return keys.ofRead({ bucket: source.bucket, key: source.key, keyId: headers['x-amz-server-side-encryption-aws-kms-key-id'] });
}

function deletions(request: ObjectRequest, body: Buffer): readonly Need[] {
  const listed = xmlNodes(body, 'Delete', 'Object');
  if (listed.length === 0) throw new AwsError('MalformedXML', 'The XML you provided was not well-formed or did not validate against our published schema');
  return listed.flatMap((entry) => {
    const fields: Readonly<Record<string, unknown>> = typeof entry === 'object' && entry !== null ? Object.fromEntries(Object.entries(entry)) : {};
    const version = fields['VersionId'];
    return needsOfS3({ ...request, key: String(fields['Key']), ...(typeof version === 'string' ? { versionId: version } : {}) });
  });
}

function keyIdIn({ headers }: IncomingMessage): string | undefined {
  const keyId = headers['x-amz-server-side-encryption-aws-kms-key-id'];
  return typeof keyId === 'string' ? keyId : undefined;
}

/** moto keeps the setting but does not say so. */
function withEventBridge(body: string | Buffer): string {
  return body.toString().replace(/<\/NotificationConfiguration>|<NotificationConfiguration[^>]*\/>/, (end) => {
    const opened = end.startsWith('</') ? '' : end.replace('/>', '>');
    return `${opened}<EventBridgeConfiguration/></NotificationConfiguration>`;
  });
}
