import type { ObjectCreated } from '../events/object-created.ts';
import type { ObjectVersion } from './records.ts';
import { sha256 } from './sha256.ts';

/** A version that an event told of. Its sequencer is padded: as hex numbers of one length, those of a key compare as they were written. */
export type NewVersion = ObjectVersion & { readonly sequencer: string };

export function versionIn({ detail, time }: ObjectCreated): NewVersion {
  const { key, size, sequencer, 'version-id': versionId } = detail.object;
  return { bucket: detail.bucket.name, key, versionId, size, lastModified: time, sequencer: sequencer.toUpperCase().padStart(32, '0') };
}

/** One id for what comes of a version, however often its event arrives: who put the version there can look for it. */
export function idOfVersion(kind: 'upload' | 'project', { bucket, key, versionId }: Pick<ObjectVersion, 'bucket' | 'key' | 'versionId'>): string {
  return `${kind}-${sha256([bucket, key, versionId].join('\n')).slice(0, 32)}`;
}
