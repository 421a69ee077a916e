import type { ObjectRequest } from '../../iam/needs/s3.ts';
import { AwsError } from '../../plane.ts';
import { decode, type Incoming, queryValue } from '../incoming.ts';

/** In bytes of UTF-8. */
const LONGEST_KEY = 1024;

/** Names the operation that method, path and query mean, as the S3 API does. Path style only: the gateway is an address, not a name. */
export function readOperation(incoming: Incoming): ObjectRequest {
  const [, bucket = '', encodedKey = ''] = /^\/([^/]*)(?:\/(.*))?$/s.exec(incoming.path) ?? [];
  const key = encodedKey === '' ? undefined : decode(encodedKey);
  if (Buffer.byteLength(key ?? '') > LONGEST_KEY) throw new AwsError('KeyTooLongError', 'Your key is too long');
  const header = (name: string) => incoming.headers.get(name);
  const source = sourceIn(header('x-amz-copy-source'));
  const algorithm = header('x-amz-server-side-encryption');
  const keyId = header('x-amz-server-side-encryption-aws-kms-key-id');
  const operation = bucket === '' ? 'ListBuckets' : key === undefined ? bucketOperation(incoming) : objectOperation(incoming, source !== undefined);
  return {
    operation,
    bucket: decode(bucket),
    ...present('key', key),
    ...present('versionId', queryValue(incoming, 'versionId')),
    ...present('prefix', queryValue(incoming, 'prefix')),
    ...present('delimiter', queryValue(incoming, 'delimiter')),
    ...present('source', source),
    ...present('encryption', algorithm === undefined ? undefined : { algorithm, ...present('keyId', keyId) }),
    tagged: header('x-amz-tagging') !== undefined,
  };
}

const VERBS: Readonly<Record<string, string>> = { GET: 'Get', HEAD: 'Head', PUT: 'Put', DELETE: 'Delete' };

function bucketOperation(incoming: Incoming): string {
  const asked = new Set(incoming.query.map(([name]) => name));
  if (incoming.method === 'POST') return asked.has('delete') ? 'DeleteObjects' : 'PostObject';
  if (incoming.method === 'GET' && asked.has('list-type')) return 'ListObjectsV2';
  if (incoming.method === 'GET' && asked.has('versions')) return 'ListObjectVersions';
  if (incoming.method === 'GET' && asked.has('uploads')) return 'ListMultipartUploads';
  const setting = Object.keys(BUCKET_SETTINGS).find((name) => asked.has(name));
  if (setting !== undefined) return `${VERBS[incoming.method] ?? incoming.method}${BUCKET_SETTINGS[setting]}`;
  return { GET: 'ListObjects', HEAD: 'HeadBucket', PUT: 'CreateBucket', DELETE: 'DeleteBucket' }[incoming.method] ?? 'UnknownOperation';
}

/** Query names that choose a setting of a bucket, and how the API calls it. */
const BUCKET_SETTINGS: Readonly<Record<string, string>> = {
  accelerate: 'BucketAccelerateConfiguration',
  acl: 'BucketAcl',
  cors: 'BucketCors',
  encryption: 'BucketEncryption',
  lifecycle: 'BucketLifecycle',
  location: 'BucketLocation',
  logging: 'BucketLogging',
  notification: 'BucketNotification',
  'object-lock': 'BucketObjectLockConfiguration',
  ownershipControls: 'BucketOwnershipControls',
  policy: 'BucketPolicy',
  policyStatus: 'BucketPolicyStatus',
  publicAccessBlock: 'PublicAccessBlock',
  replication: 'ReplicationConfiguration',
  requestPayment: 'BucketRequestPayment',
  tagging: 'BucketTagging',
  versioning: 'BucketVersioning',
  website: 'BucketWebsite',
};

const OBJECT_SETTINGS: Readonly<Record<string, string>> = {
  acl: 'ObjectAcl',
  attributes: 'ObjectAttributes',
  tagging: 'ObjectTagging',
  retention: 'ObjectRetention',
  'legal-hold': 'ObjectLegalHold',
};

function objectOperation(incoming: Incoming, copies: boolean): string {
  const asked = new Set(incoming.query.map(([name]) => name));
  if (asked.has('uploadId')) return uploadOperation(incoming.method, copies);
  if (incoming.method === 'POST') return asked.has('uploads') ? 'CreateMultipartUpload' : asked.has('restore') ? 'RestoreObject' : 'SelectObjectContent';
  const setting = Object.keys(OBJECT_SETTINGS).find((name) => asked.has(name));
  if (setting !== undefined) return `${VERBS[incoming.method] ?? incoming.method}${OBJECT_SETTINGS[setting]}`;
  if (incoming.method === 'PUT') return copies ? 'CopyObject' : 'PutObject';
  return `${VERBS[incoming.method] ?? 'Unknown'}Object`;
}

function uploadOperation(method: string, copies: boolean): string {
  if (method === 'PUT') return copies ? 'UploadPartCopy' : 'UploadPart';
  return { POST: 'CompleteMultipartUpload', DELETE: 'AbortMultipartUpload', GET: 'ListParts' }[method] ?? 'UnknownOperation';
}

function sourceIn(header: string | undefined): ObjectRequest['source'] {
  if (header === undefined) return undefined;
  const [path = '', versionId] = header.split('?versionId=');
  const [, bucket = '', key = ''] = /^\/?([^/]+)\/(.*)$/s.exec(decode(path)) ?? [];
  return { bucket, key, ...present('versionId', versionId) };
}

function present<Name extends string, Value>(name: Name, value: Value | undefined): { readonly [Each in Name]?: Value } {
  const entry: { [Each in Name]?: Value } = {};
  if (value !== undefined) entry[name] = value;
  return entry;
}
