import { createWriteStream } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { dirname, join, sep } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { GetObjectCommand, ListObjectsV2Command, type S3Client } from '@aws-sdk/client-s3';
import { Upload } from '@aws-sdk/lib-storage';
import { splitS3Uri } from './s3-uri.ts';

export type Download = { readonly from: string; readonly to: string; readonly stop: AbortSignal };

/** Brings every object under a prefix into a folder, keeping the path below the prefix; answers how many there were. */
export async function downloadPrefix(client: S3Client, { from, to, stop }: Download): Promise<number> {
  const { bucket, prefix } = splitS3Uri(from);
  let count = 0;
  for await (const key of keysUnder(client, bucket, prefix, stop)) {
    const path = pathBelow(prefix, key);
    const target = join(to, path);
    if (!target.startsWith(to + sep)) throw new Error(`the key ${JSON.stringify(key)} leads out of the channel's folder`);
    const { Body } = await client.send(new GetObjectCommand({ Bucket: bucket, Key: key }), { abortSignal: stop });
    await mkdir(dirname(target), { recursive: true });
    await pipeline(Body instanceof Readable ? Body : Readable.from([]), createWriteStream(target), { signal: stop });
    count += 1;
  }
  return count;
}

/** Streams to a key; with a KMS key named, S3 encrypts with it. */
export async function upload(
  client: S3Client,
  { body, to, kmsKeyId }: { readonly body: Readable; readonly to: string; readonly kmsKeyId: string | undefined },
): Promise<void> {
  const { bucket, prefix } = splitS3Uri(to);
  const encryption = kmsKeyId ? { ServerSideEncryption: 'aws:kms' as const, SSEKMSKeyId: kmsKeyId } : {};
  await new Upload({ client, params: { Bucket: bucket, Key: prefix, Body: body, ...encryption } }).done();
}

/** Folder markers (keys that end in a slash) are no data. */
export async function* keysUnder(client: S3Client, bucket: string, prefix: string, stop: AbortSignal): AsyncGenerator<string> {
  let token: string | undefined;
  do {
    const page = await client.send(new ListObjectsV2Command({ Bucket: bucket, Prefix: prefix, ContinuationToken: token }), { abortSignal: stop });
    for (const { Key } of page.Contents ?? []) if (Key !== undefined && !Key.endsWith('/')) yield Key;
    token = page.NextContinuationToken;
  } while (token !== undefined);
}

/** `train` matches both train/a.csv (its path is a.csv) and train.csv (which keeps its name). */
export function pathBelow(prefix: string, key: string): string {
  if (key.startsWith(`${prefix}/`)) return key.slice(prefix.length + 1);
  return key.slice(prefix.lastIndexOf('/') + 1);
}
