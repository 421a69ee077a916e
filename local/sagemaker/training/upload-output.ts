import { createReadStream } from 'node:fs';
import { lstat, readdir, readlink } from 'node:fs/promises';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGzip } from 'node:zlib';
import type { S3Client } from '@aws-sdk/client-s3';
import { pack } from 'tar-stream';
import type { JobFolder } from '../jobs/job-folder.ts';
import { upload } from '../jobs/job-storage.ts';
import { outputUri } from './describe-job.ts';
import type { TrainingJob } from './training-job.ts';

/** Uploads the model and the output data, each where it holds anything: an empty folder makes no archive in AWS either. */
export async function uploadOutput(client: S3Client, job: TrainingJob, { base }: JobFolder): Promise<void> {
  const loose = job.request.OutputDataConfig.CompressionType === 'NONE';
  for (const { name, folder } of [
    { name: 'model', folder: join(base, 'model') },
    { name: 'output', folder: join(base, 'output', 'data') },
  ]) {
    const paths = await pathsUnder(folder, '');
    if (paths.length === 0) continue;
    const to = `${outputUri(job)}/${name}`;
    const kmsKeyId = job.request.OutputDataConfig.KmsKeyId;
    if (!loose) await upload(client, { body: archive(folder, paths), to: `${to}.tar.gz`, kmsKeyId });
    else for (const path of paths) await upload(client, { body: createReadStream(join(folder, path)), to: `${to}/${path}`, kmsKeyId });
  }
}

/** The root of the archive is the folder's content. */
function archive(folder: string, paths: readonly string[]): Readable {
  const tar = pack();
  const gzip = createGzip();
  const fill = async () => {
    for (const path of paths) {
      const facts = await lstat(join(folder, path));
      const { size, mode, mtime } = facts;
      if (facts.isSymbolicLink()) tar.entry({ name: path, type: 'symlink', linkname: await readlink(join(folder, path)), mtime });
      else await pipeline(createReadStream(join(folder, path)), tar.entry({ name: path, size, mode, mtime }));
    }
    tar.finalize();
  };
  fill().catch((error) => gzip.destroy(error));
  pipeline(tar, gzip).catch((error) => gzip.destroy(error));
  return gzip;
}

/** Files and links, sorted, so that the same content makes the same archive. */
export async function pathsUnder(folder: string, within: string): Promise<readonly string[]> {
  const entries = await readdir(join(folder, within), { withFileTypes: true });
  const nested = entries.map(async (entry) => {
    const path = within === '' ? entry.name : `${within}/${entry.name}`;
    return entry.isDirectory() ? pathsUnder(folder, path) : entry.isFile() || entry.isSymbolicLink() ? [path] : [];
  });
  return (await Promise.all(nested)).flat().sort();
}
