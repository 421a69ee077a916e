import { createHmac, type Hmac, timingSafeEqual } from 'node:crypto';
import { sha256 } from '../../core/sha256.ts';
import type { Incoming } from './incoming.ts';
import { queryValue } from './incoming.ts';

/** What a SigV4 signature says of itself, from the Authorization header or a presigned query. */
export interface Signed {
  readonly accessKeyId: string;
  readonly date: string;
  readonly region: string;
  readonly service: string;
  readonly signedHeaders: readonly string[];
  readonly signature: string;
  /** As signed: 20261122T101500Z. */
  readonly timestamp: string;
  readonly sessionToken: string | undefined;
  /** Seconds after which a presigned address is worthless. */
  readonly expires?: number;
}

export function readSignature(incoming: Incoming): Signed | undefined {
  const credential = queryValue(incoming, 'X-Amz-Credential');
  return credential === undefined ? fromHeader(incoming) : fromQuery(incoming, credential);
}

/** Recomputes the signature with the secret. `bodyHash` is needed where the client did not put the hash into a header. */
export function isSignedWith(secret: string, incoming: Incoming, signed: Signed, bodyHash: string): boolean {
  const canonical = [
    incoming.method,
    canonicalPath(incoming.path, signed.service),
    canonicalQuery(incoming),
    ...signed.signedHeaders.map((name) => `${name}:${(incoming.headers.get(name) ?? '').trim().replace(/\s+/g, ' ')}`),
    '',
    signed.signedHeaders.join(';'),
    signed.expires === undefined || signed.service !== 's3'
      ? (incoming.headers.get('x-amz-content-sha256') ?? bodyHash)
      : (incoming.headers.get('x-amz-content-sha256') ?? 'UNSIGNED-PAYLOAD'),
  ].join('\n');
  const scope = `${signed.date}/${signed.region}/${signed.service}/aws4_request`;
  const text = ['AWS4-HMAC-SHA256', signed.timestamp, scope, sha256(canonical)].join('\n');
  return isEqual(signingKey(secret, signed).update(text).digest('hex'), signed.signature);
}

/** The keyed hash that everything signed under a scope goes through. */
export function signingKey(secret: string, { date, region, service }: Pick<Signed, 'date' | 'region' | 'service'>): Hmac {
  const key = [date, region, service, 'aws4_request'].reduce<string | Buffer>(
    (parent, part) => createHmac('sha256', parent).update(part).digest(),
    `AWS4${secret}`,
  );
  return createHmac('sha256', key);
}

/** When it was signed, in milliseconds; NaN where the timestamp is none. */
export function signedAt({ timestamp }: Pick<Signed, 'timestamp'>): number {
  return Date.parse(timestamp.replace(/^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/, '$1-$2-$3T$4:$5:$6Z'));
}

function fromHeader({ headers }: Incoming): Signed | undefined {
  const authorization = headers.get('authorization') ?? '';
  const [, credential = '', signedHeaders = '', signature = ''] =
    /^AWS4-HMAC-SHA256\s+Credential=([^,\s]+),\s*SignedHeaders=([^,\s]+),\s*Signature=(\w+)/.exec(authorization) ?? [];
  if (credential === '') return undefined;
  return {
    ...scopeIn(credential),
    signedHeaders: signedHeaders.split(';'),
    signature,
    timestamp: headers.get('x-amz-date') ?? '',
    sessionToken: headers.get('x-amz-security-token'),
  };
}

function fromQuery(incoming: Incoming, credential: string): Signed {
  return {
    ...scopeIn(credential),
    signedHeaders: (queryValue(incoming, 'X-Amz-SignedHeaders') ?? '').split(';'),
    signature: queryValue(incoming, 'X-Amz-Signature') ?? '',
    timestamp: queryValue(incoming, 'X-Amz-Date') ?? '',
    sessionToken: queryValue(incoming, 'X-Amz-Security-Token'),
    expires: Number(queryValue(incoming, 'X-Amz-Expires')),
  };
}

function scopeIn(credential: string): Pick<Signed, 'accessKeyId' | 'date' | 'region' | 'service'> {
  const [service = '', region = '', date = '', ...rest] = credential
    .replace(/\/aws4_request$/, '')
    .split('/')
    .reverse();
  return { accessKeyId: rest.reverse().join('/'), date, region, service };
}

/** S3 signs the path as sent; every other service signs it encoded a second time. */
function canonicalPath(path: string, service: string): string {
  return service === 's3' ? path : path.split('/').map(encode).join('/');
}

function canonicalQuery({ query }: Incoming): string {
  return query
    .filter(([name]) => name !== 'X-Amz-Signature')
    .map(([name, value]) => `${encode(name)}=${encode(value)}`)
    .sort()
    .join('&');
}

function encode(text: string): string {
  return encodeURIComponent(text).replace(/[!'()*]/g, (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`);
}

function isEqual(one: string, other: string): boolean {
  return one.length === other.length && timingSafeEqual(Buffer.from(one), Buffer.from(other));
}
