import { randomBytes, randomUUID } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { gunzipSync } from 'node:zlib';
import { AwsError } from '../plane.ts';

/** A request as it came over HTTP, nothing interpreted but the split into path and query. */
export interface Incoming {
  readonly requestId: string;
  readonly message: IncomingMessage;
  readonly method: string;
  /** Still percent-encoded: signatures are made over the encoded form. */
  readonly path: string;
  readonly query: readonly (readonly [string, string])[];
  readonly headers: ReadonlyMap<string, string>;
}

export function readIncoming(message: IncomingMessage): Incoming {
  const [path = '/', search = ''] = splitOnce(message.url ?? '/', '?');
  const headers = new Map(Object.entries(message.headers).map(([name, value]) => [name, Array.isArray(value) ? value.join(',') : (value ?? '')]));
  return {
    requestId: isS3Like(headers) ? randomBytes(8).toString('hex').toUpperCase() : randomUUID(),
    message,
    method: message.method ?? 'GET',
    path,
    query: readQuery(search),
    headers,
  };
}

/** Query text into pairs; a `+` stays a plus, as SigV4 reads it. */
export function readQuery(search: string): readonly (readonly [string, string])[] {
  return search
    .split('&')
    .filter((pair) => pair !== '')
    .map((pair) => {
      const [name = '', value = ''] = splitOnce(pair, '=');
      return [decode(name), decode(value)] as const;
    });
}

export function queryValue({ query }: Pick<Incoming, 'query'>, name: string): string | undefined {
  return query.find(([key]) => key.toLowerCase() === name.toLowerCase())?.[1];
}

/** Calls (not objects) are small: 16 MB is above every limit that AWS sets for one. */
const LARGEST_CALL = 16 * 1024 * 1024;

export async function readBody(message: AsyncIterable<Buffer>): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of message) {
    length += chunk.length;
    if (length > LARGEST_CALL) throw new AwsError('RequestEntityTooLargeException', `the request is larger than ${LARGEST_CALL} bytes`, 413);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

/** SDKs compress large PutMetricData calls. */
export function plainBody({ headers }: Pick<Incoming, 'headers'>, body: Buffer): Buffer {
  return headers.get('content-encoding') === 'gzip' ? gunzipSync(body) : body;
}

/** `%zz` is not an encoding: it stands for itself, and the signature will not match. */
export function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

function splitOnce(text: string, separator: string): readonly string[] {
  const at = text.indexOf(separator);
  return at === -1 ? [text] : [text.slice(0, at), text.slice(at + 1)];
}

/** S3's request ids are 16 capital letters and digits, the others are UUIDs. */
function isS3Like(headers: ReadonlyMap<string, string>): boolean {
  return /\/s3\/aws4_request/.test(headers.get('authorization') ?? '/s3/aws4_request');
}
