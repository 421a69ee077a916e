import type { ServerResponse } from 'node:http';
import { needsOfS3, type ObjectRequest } from '../../iam/needs/s3.ts';
import { AwsError, type Identity } from '../../plane.ts';
import { send } from '../answer.ts';
import { type Incoming, readBody } from '../incoming.ts';
import { collect } from '../moto-connection.ts';
import { signingKey } from '../signature.ts';
import { objectEvents } from './object-events.ts';
import { requirePolicy } from './post-policy.ts';
import type { ObjectStore } from './serve-s3.ts';

/** A browser's upload form carries its signature in its fields, not in headers or query. */
export function isPostForm({ method, headers, path }: Incoming): boolean {
  return method === 'POST' && (headers.get('content-type') ?? '').startsWith('multipart/form-data') && /^\/[^/]+\/?$/.test(path);
}

/** POST Object: the signed policy says what may be uploaded, and the signer's permissions whether. */
export async function servePostForm(incoming: Incoming, response: ServerResponse, store: ObjectStore): Promise<string> {
  const body = await readBody(incoming.message);
  const form = await readForm(incoming, body);
  const identity = signerOf(form.fields, store);
  const bucket = incoming.path.replaceAll('/', '');
  requirePolicy(form.fields.get('policy') ?? '', new Map([...form.fields, ['bucket', bucket]]), form.file.size);
  const key = (form.fields.get('key') ?? '').replaceAll('$' + '{filename}', form.file.name);
  const request: ObjectRequest = { operation: 'PostObject', bucket, key, tagged: form.fields.has('tagging') };
  for (const need of [...needsOfS3(request), ...(await store.keys.ofWrite(request))])
    store.permissions.authorize(identity, need.action, need.resource, need.context);
  const answer = await collect(await store.moto.forward(incoming, body));
  const told = answer.status < 400 && store.buckets.tellsEventBridge(bucket);
  for (const event of told ? await objectEvents(request, incoming, answer, store) : []) store.publish(event);
  send(response, { ...answer, headers: { ...answer.headers, 'x-amz-request-id': incoming.requestId } }, 'POST');
  return request.operation;
}

interface Form {
  /** Names in lower case: forms spell them as they like. */
  readonly fields: ReadonlyMap<string, string>;
  readonly file: { readonly name: string; readonly size: number };
}

async function readForm({ headers }: Incoming, body: Buffer): Promise<Form> {
  const parts = await new Response(new Uint8Array(body), { headers: { 'content-type': headers.get('content-type') ?? '' } }).formData().catch(() => undefined);
  const file = parts?.get('file');
  if (parts === undefined || file === null || file === undefined)
    throw new AwsError('MalformedPOSTRequest', 'The body of your POST request is not well-formed multipart/form-data.');
  const fields = [...parts.entries()].flatMap(([name, value]) => (typeof value === 'string' && name !== 'file' ? [[name.toLowerCase(), value] as const] : []));
  return { fields: new Map(fields), file: typeof file === 'string' ? { name: '', size: Buffer.byteLength(file) } : { name: file.name, size: file.size } };
}

/** What is signed is the policy's text itself. */
function signerOf(fields: ReadonlyMap<string, string>, { permissions }: ObjectStore): Identity {
  const [accessKeyId = '', date = '', region = '', service = ''] = (fields.get('x-amz-credential') ?? '').split('/');
  const credentials = permissions.credentialsOf(accessKeyId);
  const identity = permissions.identityOf(accessKeyId);
  if (accessKeyId === '') throw new AwsError('AccessDenied', 'Access Denied', 403);
  if (credentials === undefined || identity === undefined)
    throw new AwsError('InvalidAccessKeyId', 'The AWS Access Key Id you provided does not exist in our records.', 403);
  const signature = signingKey(credentials.secretAccessKey, { date, region, service })
    .update(fields.get('policy') ?? '')
    .digest('hex');
  const isSigned = signature === fields.get('x-amz-signature') && credentials.sessionToken === fields.get('x-amz-security-token');
  if (!isSigned)
    throw new AwsError(
      'SignatureDoesNotMatch',
      'The request signature we calculated does not match the signature you provided. Check your key and signing method.',
      403,
    );
  return identity;
}
