import { createHash } from 'node:crypto';
import { createReadStream, statSync } from 'node:fs';
import { basename } from 'node:path';
import { Upload } from '@aws-sdk/lib-storage';
import { CommandError, type Target } from './target.ts';

export type Put = { readonly bucket: string; readonly key: string; readonly versionId: string; readonly request: string };

/** Uploads one file with an ordinary S3 client; everything after that is started by S3's event alone. */
export async function putFile(
  { clients, buckets }: Target,
  put: { readonly file: string; readonly key: string; readonly metadata?: Record<string, string> },
): Promise<Put> {
  if (!statSync(put.file, { throwIfNoEntry: false })?.isFile()) throw new CommandError(`There is no file ${put.file}.`);
  const upload = new Upload({
    client: clients.s3,
    params: { Bucket: buckets.data, Key: put.key, Body: createReadStream(put.file), ContentType: 'text/csv', ...(put.metadata && { Metadata: put.metadata }) },
  });
  const { VersionId: versionId } = await upload.done();
  if (!versionId)
    throw new CommandError(`The bucket ${buckets.data} answered without a version id: versioning is off, so no run could say which data it used.`);
  return { bucket: buckets.data, key: put.key, versionId, request: requestIdOf(buckets.data, put.key, versionId) };
}

/** The key of a project's data set: `--as` names it below datasets/, or in full when it begins with the project. */
export function keyOf(project: string, file: string, as?: string): string {
  if (as?.startsWith(`${project}/`)) return as;
  return `${project}/datasets/${as ?? basename(file)}`;
}

/** The id under which acceptDataset writes the request of this object version. */
export function requestIdOf(bucket: string, key: string, versionId: string): string {
  return `upload-${createHash('sha256').update(`${bucket}\n${key}\n${versionId}`).digest('hex').slice(0, 32)}`;
}
