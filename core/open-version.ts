import type { Readable } from 'node:stream';
import type { Services } from './ports.ts';
import type { ObjectVersion } from './records.ts';

/** A version that was deleted after it was chosen. */
export class VersionGoneError extends Error {
  override readonly name = 'VersionGoneError';
  readonly object: ObjectVersion;
  constructor(object: ObjectVersion) {
    super(`version ${object.versionId} of ${object.key} is gone`);
    this.object = object;
  }
}

export async function openVersion(object: ObjectVersion, datasets: Services['datasets']): Promise<Readable> {
  const stream = await datasets.read(object);
  if (stream === undefined) throw new VersionGoneError(object);
  return stream;
}
