import { createReadStream, statSync } from 'node:fs';
import { parse } from 'node:path';
import { Upload } from '@aws-sdk/lib-storage';
import { idOfVersion } from '../core/object-version.ts';
import { CommandError } from './command-error.ts';
import type { Target } from './target.ts';

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
  const version = { bucket: buckets.data, key: put.key, versionId };
  return { ...version, request: idOfVersion('upload', version) };
}

/**
 * The key of a project's data set: `--as` names it below datasets/, or in full when it begins with the project.
 * Without it the file's own name is used, ending in .csv whatever it ended in: nothing else starts a run.
 */
export function keyOf(project: string, file: string, as?: string): string {
  if (as?.startsWith(`${project}/`)) return as;
  return `${project}/datasets/${as ?? `${parse(file).name}.csv`}`;
}
