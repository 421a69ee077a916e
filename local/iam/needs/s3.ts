import type { Need } from './need.ts';

/** What of an S3 request matters for permissions; the operation is named as in the S3 API. */
export interface ObjectRequest {
  readonly operation: string;
  readonly bucket: string;
  readonly key?: string;
  readonly versionId?: string;
  readonly prefix?: string;
  readonly delimiter?: string;
  readonly source?: { readonly bucket: string; readonly key: string; readonly versionId?: string };
  readonly encryption?: { readonly algorithm: string; readonly keyId?: string };
  readonly tagged: boolean;
}

/** S3: most operations have an action of their own name; the exceptions are listed. */
export function needsOfS3(request: ObjectRequest): readonly Need[] {
  const { operation, bucket, key } = request;
  if (operation === 'ListBuckets') return [{ action: 's3:ListAllMyBuckets', resource: '*' }];
  const bucketArn = `arn:aws:s3:::${bucket}`;
  if (key === undefined) return [{ action: `s3:${BUCKET_ACTIONS[operation] ?? operation}`, resource: bucketArn, context: listingContext(request) }];
  const resource = `${bucketArn}/${key}`;
  const action = actionOnObject(operation, request.versionId);
  const own: Need = { action, resource, context: objectContext(request) };
  const tagging: readonly Need[] = request.tagged && WRITES.has(operation) ? [{ action: 's3:PutObjectTagging', resource }] : [];
  return [...sourceNeeds(request), own, ...tagging];
}

function sourceNeeds({ source }: ObjectRequest): readonly Need[] {
  if (source === undefined) return [];
  return [{ action: source.versionId === undefined ? 's3:GetObject' : 's3:GetObjectVersion', resource: `arn:aws:s3:::${source.bucket}/${source.key}` }];
}

const WRITES: ReadonlySet<string> = new Set(['PutObject', 'CopyObject', 'CreateMultipartUpload']);

function actionOnObject(operation: string, versionId: string | undefined): string {
  const action = OBJECT_ACTIONS[operation] ?? operation;
  const versioned = versionId !== undefined && VERSIONED.has(action);
  return `s3:${versioned ? action.replace('Object', 'ObjectVersion') : action}`;
}

const VERSIONED: ReadonlySet<string> = new Set([
  'GetObject',
  'DeleteObject',
  'GetObjectTagging',
  'PutObjectTagging',
  'DeleteObjectTagging',
  'GetObjectAcl',
  'PutObjectAcl',
  'GetObjectAttributes',
]);

const OBJECT_ACTIONS: Readonly<Record<string, string>> = {
  HeadObject: 'GetObject',
  CopyObject: 'PutObject',
  PostObject: 'PutObject',
  CreateMultipartUpload: 'PutObject',
  UploadPart: 'PutObject',
  UploadPartCopy: 'PutObject',
  CompleteMultipartUpload: 'PutObject',
  ListParts: 'ListMultipartUploadParts',
  DeleteObjects: 'DeleteObject',
};

const BUCKET_ACTIONS: Readonly<Record<string, string>> = {
  HeadBucket: 'ListBucket',
  ListObjects: 'ListBucket',
  ListObjectsV2: 'ListBucket',
  ListObjectVersions: 'ListBucketVersions',
  ListMultipartUploads: 'ListBucketMultipartUploads',
  GetBucketEncryption: 'GetEncryptionConfiguration',
  PutBucketEncryption: 'PutEncryptionConfiguration',
  DeleteBucketEncryption: 'PutEncryptionConfiguration',
  GetBucketLifecycle: 'GetLifecycleConfiguration',
  PutBucketLifecycle: 'PutLifecycleConfiguration',
  DeleteBucketLifecycle: 'PutLifecycleConfiguration',
  GetPublicAccessBlock: 'GetBucketPublicAccessBlock',
  PutPublicAccessBlock: 'PutBucketPublicAccessBlock',
  DeletePublicAccessBlock: 'PutBucketPublicAccessBlock',
  DeleteBucketTagging: 'PutBucketTagging',
  DeleteBucketOwnershipControls: 'PutBucketOwnershipControls',
  GetBucketCors: 'GetBucketCORS',
  PutBucketCors: 'PutBucketCORS',
  DeleteBucketCors: 'PutBucketCORS',
};

function listingContext({ prefix, delimiter }: ObjectRequest): Readonly<Record<string, string>> {
  return { ...(prefix === undefined ? {} : { 's3:prefix': prefix }), ...(delimiter === undefined ? {} : { 's3:delimiter': delimiter }) };
}

function objectContext({ versionId, encryption, source }: ObjectRequest): Readonly<Record<string, string>> {
  return {
    ...(versionId === undefined ? {} : { 's3:VersionId': versionId }),
    ...(source === undefined ? {} : { 's3:x-amz-copy-source': `${source.bucket}/${source.key}` }),
    ...(encryption === undefined ? {} : { 's3:x-amz-server-side-encryption': encryption.algorithm }),
    ...(encryption?.keyId === undefined ? {} : { 's3:x-amz-server-side-encryption-aws-kms-key-id': encryption.keyId }),
  };
}
