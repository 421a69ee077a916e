import type { Item, Services, Write } from './ports.ts';
import { readRecord } from './read-record.ts';
import { keys, type ObjectVersion, Watermark } from './records.ts';
import { sha256 } from './sha256.ts';

type Needed = Pick<Services, 'records' | 'datasets'>;
/** `obstacle` is the item that refused the move of the watermark: nothing was written then. */
type Taken = { readonly became: string; readonly obstacle?: Item };
type Ways<Done extends Taken> = {
  /** Writes what the version asks for together with the move of its key's watermark. */
  readonly take: (move: Write) => Promise<Done>;
  readonly overtaken: (newer: string) => Promise<Done>;
};

/**
 * Takes a version of a key if it is the newest. Sequencers tell where both versions have one; where one was found without its event, S3 itself is asked
 * which version is the newest, and what it says holds only while nobody moves the watermark. So no listing, however old, is taken over a newer version.
 */
export async function takeIfNewest<Done extends Taken>(project: string, object: ObjectVersion, ways: Ways<Done>, services: Needed): Promise<Done> {
  if (object.sequencer !== undefined) {
    const done = await ways.take(moveBySequencer(project, object, object.sequencer));
    if (!done.obstacle) return done;
    if (!done.obstacle['found']) return ways.overtaken(String(done.obstacle['versionId']));
  }
  const before = await services.records.get(watermarkOf(project, object));
  const current = await services.datasets.head(object.key);
  if (current && current.versionId !== object.versionId) return ways.overtaken(current.versionId);
  const move = moveAsListed(project, object, before);
  const done = await ways.take(move);
  if (done.obstacle) return takeIfNewest(project, object, ways, services);
  if (done.became === 'duplicate') await services.records.write(move);
  return done;
}

/** The version that has overwritten this one, where an event or the sweep has told of it. */
export async function newerThan(project: string, object: ObjectVersion, { records }: Pick<Services, 'records'>): Promise<string | undefined> {
  const { sequencer = '', versionId } = object;
  const item = await records.get(watermarkOf(project, object));
  const newest = item && readRecord(Watermark, item, `the newest version of a key of ${project}`);
  return newest && newest.versionId !== versionId && (newest.sequencer ?? '') >= sequencer ? newest.versionId : undefined;
}

export const watermarkOf = (project: string, { key }: Pick<ObjectVersion, 'key'>) => keys.watermark(project, sha256(key));

/** Only a newer version of a key may move its watermark; past a version that was found, no sequencer says which is newer. */
function moveBySequencer(project: string, object: ObjectVersion, sequencer: string): Write {
  const { key, versionId } = object;
  return {
    update: watermarkOf(project, object),
    set: { key, sequencer, versionId },
    when: { allOf: [{ absent: 'found' }, { anyOf: [{ absent: 'sequencer' }, { lessThan: ['sequencer', sequencer] }] }] },
  };
}

/** The sequencer of the last version that was told of stays below a version that was found. */
function moveAsListed(project: string, object: ObjectVersion, before: Item | undefined): Write {
  const { key, versionId, sequencer } = object;
  return {
    update: watermarkOf(project, object),
    set: { key, versionId, ...(sequencer === undefined ? { found: true } : { sequencer }) },
    ...(sequencer !== undefined && { remove: ['found'] }),
    when: before ? { equals: ['versionId', String(before['versionId'])] } : { absent: 'versionId' },
  };
}
