import { createWriteStream } from 'node:fs';
import { mkdir, symlink } from 'node:fs/promises';
import { dirname, join, resolve, sep } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGunzip } from 'node:zlib';
import { GetObjectCommand, type S3Client } from '@aws-sdk/client-s3';
import { extract, type Header } from 'tar-stream';
import { JobFailure } from '../jobs/job-failure.ts';
import { splitS3Uri } from '../jobs/s3-uri.ts';

export type Extraction = { readonly url: string; readonly to: string; readonly stop: AbortSignal; readonly notThere: string };

/** Brings model.tar.gz into the container's model folder. It may have gone, or become forbidden, since the model was made. */
export async function extractModel(client: S3Client, { url, to, stop, notThere }: Extraction): Promise<void> {
  const { bucket, prefix } = splitS3Uri(url);
  const { Body } = await client.send(new GetObjectCommand({ Bucket: bucket, Key: prefix }), { abortSignal: stop }).catch((error) => {
    stop.throwIfAborted();
    throw new JobFailure('ClientError', notThere, { cause: error });
  });
  const tar = extract();
  const unpack = async () => {
    const links: Link[] = [];
    for await (const entry of tar) links.push(...(await unpackEntry(entry, to)));
    for (const { at, leadsTo } of links) await symlink(leadsTo, at);
  };
  await Promise.all([pipeline(Body instanceof Readable ? Body : Readable.from([]), createGunzip(), tar, { signal: stop }), unpack()]).catch((error) => {
    stop.throwIfAborted();
    if (error instanceof JobFailure) throw error;
    throw new JobFailure('ClientError', `The model data at ${url} could not be extracted; it must be a gzip-compressed tar archive.`, { cause: error });
  });
}

type Entry = AsyncIterable<unknown> & { readonly header: Header; resume(): unknown };

type Link = { readonly at: string; readonly leadsTo: string };

/** Answers a symbolic link instead of making it: nothing is written through one. */
async function unpackEntry(entry: Entry, to: string): Promise<readonly Link[]> {
  const { name, type, mode, linkname } = entry.header;
  const target = within(to, join(to, name), name);
  await mkdir(type === 'directory' ? target : dirname(target), { recursive: true });
  if (type === 'file') await pipeline(entry, createWriteStream(target, mode === undefined ? {} : { mode }));
  else entry.resume();
  if (type === 'file' || type === 'directory') return [];
  if (type === 'symlink' && linkname && within(to, resolve(dirname(target), linkname), name)) return [{ at: target, leadsTo: linkname }];
  throw new JobFailure('ClientError', `The model data holds ${JSON.stringify(name)}, which is neither file, folder nor symbolic link.`);
}

/** An archive may not write, or lead, anywhere else. */
function within(folder: string, path: string, name: string): string {
  if (path.replace(/\/$/, '') === folder || path.startsWith(folder + sep)) return path;
  throw new JobFailure('ClientError', `The model data holds ${JSON.stringify(name)}, which leads out of the model folder.`);
}
