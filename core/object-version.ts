import type { ObjectArrived } from '../events/object-arrived.ts';
import type { ObjectVersion } from './records.ts';
import { sha256 } from './sha256.ts';

const LATE_SECONDS = 3600;

/** The version that arrived. A sequencer is padded: as hex numbers of one length, those of a key compare as they were written. What was found has none. */
export function versionIn({ detail, time }: ObjectArrived): ObjectVersion {
  const { object, bucket } = detail;
  const { key, size, 'version-id': versionId } = object;
  return {
    ...{ bucket: bucket.name, key, versionId, size, lastModified: time },
    ...('sequencer' in object && { sequencer: object.sequencer.toUpperCase().padStart(32, '0') }),
  };
}

/** So long after it was put there that whoever did it may look for what became of it. */
export function arrivedLate(askedAt: string, { lastModified = askedAt }: Pick<ObjectVersion, 'lastModified'>): boolean {
  return Date.parse(askedAt) - Date.parse(lastModified) >= 1000 * LATE_SECONDS;
}

/** One id for what comes of a version, however often its event arrives: who put the version there can look for it. */
export function idOfVersion(kind: 'upload' | 'project', { bucket, key, versionId }: Pick<ObjectVersion, 'bucket' | 'key' | 'versionId'>): string {
  return `${kind}-${sha256([bucket, key, versionId].join('\n')).slice(0, 32)}`;
}
