import { HeadObjectCommand, ListObjectVersionsCommand, paginateListObjectsV2, S3Client } from '@aws-sdk/client-s3';
import type { Datasets } from '../core/ports.ts';
import { keyListed, streamOf, undefinedWhenGone } from './s3-objects.ts';

/** The data bucket, where every version of every upload is kept. */
export function s3Datasets(bucket: string, client = new S3Client({}), versionsAPage = 1000): Datasets {
  return {
    list: (prefix, limit) => newestOf(client, bucket, prefix, limit),
    page: (from) => pageOf(client, { Bucket: bucket, MaxKeys: versionsAPage }, from),
    head: (key) => undefinedWhenGone(() => headOf(client, bucket, key)),
    read: ({ bucket: Bucket, key: Key, versionId: VersionId }, range) =>
      streamOf(client, { Bucket, Key, VersionId, ...(range && { Range: `bytes=${range.from}-${range.to - 1}` }) }),
    sizeOf: ({ bucket: Bucket, key: Key, versionId: VersionId }) =>
      undefinedWhenGone(async () => (await client.send(new HeadObjectCommand({ Bucket, Key, VersionId }))).ContentLength ?? 0),
  };
}

/** S3 lists by key, so all of a prefix is listed before the newest are known. Keys come encoded: plain XML could not carry every character of one. */
async function newestOf(client: S3Client, bucket: string, prefix: string, limit: number): ReturnType<Datasets['list']> {
  const found: { readonly key: string; readonly size: number; readonly lastModified: string }[] = [];
  for await (const { Contents = [] } of paginateListObjectsV2({ client }, { Bucket: bucket, Prefix: prefix, EncodingType: 'url' })) {
    for (const { Key = '', Size = 0, LastModified } of Contents) {
      const key = keyListed(Key, 'url');
      if (key.endsWith('.csv')) found.push({ key, size: Size, lastModified: LastModified?.toISOString() ?? '' });
    }
  }
  return found.sort((one, other) => one.lastModified.localeCompare(other.lastModified)).slice(-limit);
}

/** S3 lists the versions of a key newest first, and goes on after a version: both markers together are the place. */
async function pageOf(
  client: S3Client,
  { Bucket, MaxKeys }: { readonly Bucket: string; readonly MaxKeys: number },
  from: string | undefined,
): ReturnType<Datasets['page']> {
  const [KeyMarker, VersionIdMarker] = from?.split(BETWEEN) ?? [];
  const listed = await client.send(new ListObjectVersionsCommand({ Bucket, MaxKeys, EncodingType: 'url', ...(KeyMarker && { KeyMarker, VersionIdMarker }) }));
  const { Versions = [], EncodingType, IsTruncated, NextKeyMarker = '', NextVersionIdMarker = '' } = listed;
  const objects = Versions.filter(({ IsLatest }) => IsLatest).map(({ Key = '', VersionId = '', Size = 0, LastModified }) => ({
    ...{ bucket: Bucket, key: keyListed(Key, EncodingType), versionId: VersionId, size: Size },
    lastModified: LastModified?.toISOString() ?? '',
  }));
  return { objects, ...(IsTruncated && { next: [keyListed(NextKeyMarker, EncodingType), NextVersionIdMarker].join(BETWEEN) }) };
}

/** No key and no version id holds it. */
const BETWEEN = '\u0000';

async function headOf(client: S3Client, bucket: string, key: string) {
  const { VersionId, ContentLength, LastModified, Metadata } = await client.send(new HeadObjectCommand({ Bucket: bucket, Key: key }));
  if (VersionId === undefined)
    throw new TypeError(`s3://${bucket} keeps no versions; switch versioning on, since a run must name the version that it trained on`);
  return {
    bucket,
    key,
    versionId: VersionId,
    ...(ContentLength === undefined ? {} : { size: ContentLength }),
    ...(LastModified === undefined ? {} : { lastModified: LastModified.toISOString() }),
    ...(Metadata?.['origin'] === undefined ? {} : { origin: Metadata['origin'] }),
  };
}
