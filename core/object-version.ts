import type { ObjectArrived } from '../events/object-arrived.ts';
import type { ObjectVersion } from './records.ts';
import { sha256 } from './sha256.ts';

/** The version that arrived. A sequencer is padded: as hex numbers of one length, those of a key compare as they were written. What was found has none. */
export function versionIn({ detail, time }: ObjectArrived): ObjectVersion {
  const { object, bucket } = detail;
  const { key, size, 'version-id': versionId } = object;
  return {
    ...{ bucket: bucket.name, key, versionId, size, lastModified: time },
    ...('sequencer' in object && { sequencer: object.sequencer.toUpperCase().padStart(32, '0') }),
  };
}

/** One id for what comes of a version, however often its event arrives: who put the version there can look for it. */
export function idOfVersion(kind: 'upload' | 'project', { bucket, key, versionId }: Pick<ObjectVersion, 'bucket' | 'key' | 'versionId'>): string {
  return `${kind}-${sha256([bucket, key, versionId].join('\n')).slice(0, 32)}`;
}
