import type { Readable } from 'node:stream';
import { VersionGoneError } from './errors.ts';
import type { ByteRange, Services } from './ports.ts';
import type { ObjectVersion } from './records.ts';

/** All bytes of a version, or those of a range. */
export async function openVersion(object: ObjectVersion, datasets: Services['datasets'], range?: ByteRange): Promise<Readable> {
  const stream = await datasets.read(object, range);
  if (stream === undefined) throw new VersionGoneError(object);
  return stream;
}

/** As S3 says now: what an event or a record says of it may be wrong. */
export async function sizeOfVersion(object: ObjectVersion, datasets: Services['datasets']): Promise<number> {
  const bytes = await datasets.sizeOf(object);
  if (bytes === undefined) throw new VersionGoneError(object);
  return bytes;
}
