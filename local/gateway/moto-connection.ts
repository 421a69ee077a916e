import { Agent, type IncomingMessage, type RequestOptions, request } from 'node:http';
import type { Readable } from 'node:stream';
import { AwsError } from '../plane.ts';
import type { Answer } from './answer.ts';
import type { Incoming } from './incoming.ts';

/** The way to moto. What the client sent goes on unchanged, so moto sees what AWS would. */
export interface MotoConnection {
  /** Passes a request on; `body` is the client's stream or the bytes already read. Answers once moto's headers are there. */
  forward(incoming: Incoming, body: Readable | Buffer): Promise<IncomingMessage>;
  /** A question of the gateway itself. */
  ask(service: string, question: Question): Promise<Answer>;
  close(): void;
}

export interface Question {
  readonly method?: string;
  readonly path?: string;
  readonly target?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

export function connectToMoto({ port, region }: { readonly port: number; readonly region: string }): MotoConnection {
  const agent = new Agent({ keepAlive: true });
  const place = { host: '127.0.0.1', port, agent };
  return {
    forward: ({ message }, body) => exchange({ ...place, method: message.method, path: message.url, headers: forwarded(message, body) }, body),
    async ask(service, { method = 'POST', path = '/', target, headers = {}, body = '' }) {
      const credential = `AWS4-HMAC-SHA256 Credential=moto/20260101/${region}/${service}/aws4_request, SignedHeaders=host, Signature=0`;
      const json = target === undefined ? {} : { 'x-amz-target': target, 'content-type': 'application/x-amz-json-1.1' };
      const asked = { authorization: credential, 'content-length': String(Buffer.byteLength(body)), ...json, ...headers };
      return collect(await exchange({ ...place, method, path, headers: asked }, Buffer.from(body)));
    },
    close: () => agent.destroy(),
  };
}

/** The path of an object, or of one version of it. */
export function objectPath(bucket: string, key: string, version: string | undefined): string {
  const path = `/${bucket}/${key.split('/').map(encodeURIComponent).join('/')}`;
  return version === undefined ? path : `${path}?versionId=${version}`;
}

/** Reads a whole answer of moto; for what the gateway looks into before it passes it on. */
export async function collect(answer: IncomingMessage): Promise<Answer> {
  const chunks: Buffer[] = [];
  for await (const chunk of answer) chunks.push(Buffer.from(chunk));
  return { status: answer.statusCode ?? 502, headers: headersOf(answer), body: Buffer.concat(chunks) };
}

/** Moto's headers without those that belong to one connection; where a bucket keeps no versions, S3 names none. */
export function headersOf(answer: IncomingMessage): Readonly<Record<string, string>> {
  const kept = Object.entries(answer.headers).filter(([name, value]) => !OF_CONNECTION.has(name) && !(name === 'x-amz-version-id' && value === 'null'));
  return Object.fromEntries(kept.map(([name, value]) => [name, Array.isArray(value) ? value.join(', ') : (value ?? '')]));
}

const OF_CONNECTION: ReadonlySet<string> = new Set(['connection', 'keep-alive', 'transfer-encoding', 'server', 'date']);

/** `Expect: 100-continue` was answered by the gateway itself, as soon as it knew that the caller may. */
function forwarded({ rawHeaders }: IncomingMessage, body: Readable | Buffer): readonly string[] {
  const kept = rawHeaders.flatMap((text, index) => (index % 2 === 0 && !isDropped(text, body) ? [text, rawHeaders[index + 1] ?? ''] : []));
  return isBuffer(body) ? [...kept, 'Content-Length', String(body.length)] : kept;
}

function isDropped(name: string, body: Readable | Buffer): boolean {
  const lower = name.toLowerCase();
  return ['connection', 'keep-alive', 'expect'].includes(lower) || (isBuffer(body) && ['content-length', 'transfer-encoding'].includes(lower));
}

function exchange(options: RequestOptions, body: Readable | Buffer): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    const upstream = request(options, resolve);
    upstream.on('error', (cause) =>
      reject(new AwsError('ServiceUnavailable', `moto, which remembers for the laptop cloud, does not answer: ${cause.message}; see logs/moto.log`, 503)),
    );
    if (isBuffer(body)) upstream.end(body);
    else pour(body, upstream);
  });
}

/** A client that goes away in the middle must not leave half an object behind. */
function pour(body: Readable, upstream: ReturnType<typeof request>): void {
  body.on('aborted', () => upstream.destroy());
  body.pipe(upstream);
}

function isBuffer(body: Readable | Buffer): body is Buffer {
  return Buffer.isBuffer(body);
}
