import { GetObjectCommand, type S3Client } from '@aws-sdk/client-s3';
import { z } from 'zod';
import { JobFailure } from '../jobs/job-failure.ts';
import { keysUnder, pathBelow } from '../jobs/job-storage.ts';
import { splitS3Uri } from '../jobs/s3-uri.ts';

/** One object to transform; its path below the prefix names its result. */
export type InputObject = { readonly bucket: string; readonly key: string; readonly path: string };

export type DataSource = { readonly S3DataType: string; readonly S3Uri: string };

/** Every object that a prefix or a manifest names. */
export async function inputObjects(client: S3Client, { S3DataType, S3Uri }: DataSource, stop: AbortSignal): Promise<readonly InputObject[]> {
  if (S3DataType === 'ManifestFile') return readManifest(client, S3Uri, stop);
  const { bucket, prefix } = splitS3Uri(S3Uri);
  const objects: InputObject[] = [];
  for await (const key of keysUnder(client, bucket, prefix, stop)) objects.push({ bucket, key, path: pathBelow(prefix, key) });
  return objects;
}

/** A common prefix, then what follows it for each object. */
const Manifest = z.tuple([z.object({ prefix: z.string().regex(/^s3:\/\/[^/]+/) })], z.string());

async function readManifest(client: S3Client, uri: string, stop: AbortSignal): Promise<readonly InputObject[]> {
  const { bucket, prefix: key } = splitS3Uri(uri);
  const { Body } = await client.send(new GetObjectCommand({ Bucket: bucket, Key: key }), { abortSignal: stop });
  const read = Manifest.safeParse(parsed((await Body?.transformToString()) ?? ''));
  if (!read.success)
    throw new JobFailure('ClientError', `The manifest ${uri} is not a JSON array of {"prefix": "s3://..."} followed by the objects' keys below it.`);
  const [{ prefix }, ...paths] = read.data;
  const from = splitS3Uri(prefix);
  return paths.map((path) => ({ bucket: from.bucket, key: from.prefix + path, path }));
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
