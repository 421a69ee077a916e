import type { ObjectRequest } from '../../iam/needs/s3.ts';
import type { CloudSettings, Happening } from '../../plane.ts';
import type { Answer } from '../answer.ts';
import type { Incoming } from '../incoming.ts';
import { type MotoConnection, objectPath } from '../moto-connection.ts';
import { xmlNodes, xmlText } from '../xml.ts';

/** What happened to objects through one successful request, as S3 tells EventBridge; nothing for most requests. */
export async function objectEvents(
  request: ObjectRequest,
  incoming: Incoming,
  answer: Answer,
  { moto, settings, sequencer }: Sources,
): Promise<readonly Happening[]> {
  const event = (detailType: string, detail: object) => happening(detailType, request.bucket, { ...detail }, incoming, settings);
  if (request.operation === 'DeleteObjects') {
    return xmlNodes(answer.body, 'DeleteResult', 'Deleted').map((entry) => {
      const [key, version] = [childText(entry, 'Key'), childText(entry, 'DeleteMarkerVersionId') ?? childText(entry, 'VersionId')];
      return event('Object Deleted', deletion(key ?? '', version, childText(entry, 'DeleteMarker') === 'true', sequencer()));
    });
  }
  const { key = '' } = request;
  if (request.operation === 'DeleteObject')
    return [event('Object Deleted', deletion(key, answer.headers['x-amz-version-id'], answer.headers['x-amz-delete-marker'] === 'true', sequencer()))];
  const reason = REASONS[request.operation];
  if (reason === undefined) return [];
  const created = await createdObject(request, incoming, answer, moto);
  return created === undefined ? [] : [event('Object Created', { object: { key, ...created, sequencer: sequencer() }, reason })];
}

export interface Sources {
  readonly moto: MotoConnection;
  readonly settings: Pick<CloudSettings, 'account'>;
  /** Strictly increasing, hexadecimal. */
  readonly sequencer: () => string;
}

/** Sequencers grow even over restarts: they begin with the time in microseconds. */
export function createSequencer(): () => string {
  let last = 0n;
  return () => {
    const now = BigInt(Date.now()) << 20n;
    last = now > last ? now : last + 1n;
    return last.toString(16).padStart(18, '0');
  };
}

const REASONS: Readonly<Record<string, string>> = {
  PutObject: 'PutObject',
  CopyObject: 'CopyObject',
  CompleteMultipartUpload: 'CompleteMultipartUpload',
  PostObject: 'POST Object',
};

type Created = { readonly size: number; readonly etag: string; readonly 'version-id'?: string };

/** Copies and completed uploads name their ETag in the body, and may say 200 with an error in it: then nothing was made. */
async function createdObject(request: ObjectRequest, incoming: Incoming, answer: Answer, moto: MotoConnection): Promise<Created | undefined> {
  const version = answer.headers['x-amz-version-id'];
  const etag = answer.headers['etag'];
  const sent = request.operation === 'PutObject' ? sentSize(incoming) : undefined;
  if (sent !== undefined && etag !== undefined) return created(sent, etag, version);
  const named = ['CopyObjectResult', 'CompleteMultipartUploadResult'].some((result) => xmlText(answer.body, result, 'ETag') !== undefined);
  if (['CopyObject', 'CompleteMultipartUpload'].includes(request.operation) && !named) return undefined;
  const { status, headers } = await moto.ask('s3', { method: 'HEAD', path: objectPath(request.bucket, request.key ?? '', version) });
  return status === 200 ? created(Number(headers['content-length']), headers['etag'] ?? '', headers['x-amz-version-id']) : undefined;
}

function created(size: number, etag: string, version: string | undefined): Created {
  return { size, etag: etag.replaceAll('"', ''), ...(version === undefined ? {} : { 'version-id': version }) };
}

/** With aws-chunked the body is longer than the object. */
function sentSize({ headers }: Incoming): number | undefined {
  const length = headers.get('x-amz-decoded-content-length') ?? headers.get('content-length');
  return length === undefined ? undefined : Number(length);
}

function deletion(key: string, version: string | undefined, marker: boolean, sequencer: string): object {
  const object = { key, ...(version === undefined ? {} : { 'version-id': version }), sequencer };
  return { object, reason: 'DeleteObject', 'deletion-type': marker ? 'Delete Marker Created' : 'Permanently Deleted' };
}

function happening(
  detailType: string,
  bucket: string,
  detail: Readonly<Record<string, unknown>>,
  incoming: Incoming,
  { account }: Pick<CloudSettings, 'account'>,
): Happening {
  const { object, ...rest } = detail;
  const common = { 'request-id': incoming.requestId, requester: account, 'source-ip-address': incoming.message.socket.remoteAddress ?? '127.0.0.1' };
  return {
    source: 'aws.s3',
    detailType,
    resources: [`arn:aws:s3:::${bucket}`],
    detail: { version: '0', 'event-version': '1.1', bucket: { name: bucket }, object, ...common, ...rest },
  };
}

function childText(node: unknown, name: string): string | undefined {
  const value: unknown = typeof node === 'object' && node !== null ? Object.entries(node).find(([key]) => key === name)?.[1] : undefined;
  return typeof value === 'string' ? value : undefined;
}
