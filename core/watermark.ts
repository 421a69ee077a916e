import type { NewVersion } from './object-version.ts';
import type { Services, Write } from './ports.ts';
import { readRecord } from './read-record.ts';
import { keys, type ObjectVersion, Watermark } from './records.ts';
import { sha256 } from './sha256.ts';

/** Only a newer version of a key may move its watermark. */
export function moveWatermark(project: string, { key, sequencer, versionId }: NewVersion): Write {
  return {
    update: keys.watermark(project, sha256(key)),
    set: { key, sequencer, versionId },
    when: { anyOf: [{ absent: 'sequencer' }, { lessThan: ['sequencer', sequencer] }] },
  };
}

/** The version that has overwritten this one, where an event has told of it. */
export async function newerThan(
  project: string,
  { key, sequencer = '', versionId }: ObjectVersion,
  { records }: Pick<Services, 'records'>,
): Promise<string | undefined> {
  const item = await records.get(keys.watermark(project, sha256(key)));
  const newest = item && readRecord(Watermark, item, `the newest version of a key of ${project}`);
  return newest && newest.versionId !== versionId && newest.sequencer > sequencer ? newest.versionId : undefined;
}
