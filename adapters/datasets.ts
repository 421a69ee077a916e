import { HeadObjectCommand, paginateListObjectsV2, S3Client } from '@aws-sdk/client-s3';
import type { Datasets } from '../core/ports.ts';
import { streamOf, undefinedWhenGone } from './s3-objects.ts';

/** The data bucket, where every version of every upload is kept. */
export function s3Datasets(bucket: string, client = new S3Client({})): Datasets {
  return {
    list: (prefix, limit) => newestOf(client, bucket, prefix, limit),
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
      const key = decodeURIComponent(Key.replaceAll('+', ' '));
      if (key.endsWith('.csv')) found.push({ key, size: Size, lastModified: LastModified?.toISOString() ?? '' });
    }
  }
  return found.sort((one, other) => one.lastModified.localeCompare(other.lastModified)).slice(-limit);
}

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
