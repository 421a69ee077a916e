import type { BatchIdentity } from './batch-name.ts';
import { RecordMissingError } from './errors.ts';
import type { Services } from './ports.ts';
import { readRecord } from './read-record.ts';
import { BatchRecord, keys, UnscoredRecord } from './records.ts';

/** Undefined for a name that no batch has. */
export async function findBatch({ project, batch }: Omit<BatchIdentity, 'attempt'>, { records }: Pick<Services, 'records'>): Promise<BatchRecord | undefined> {
  const item = await records.get(keys.batch(project, batch));
  return item && readRecord(BatchRecord, item, batch);
}

export async function readBatch(identity: Omit<BatchIdentity, 'attempt'>, services: Pick<Services, 'records'>): Promise<BatchRecord> {
  const found = await findBatch(identity, services);
  if (!found) throw new RecordMissingError(`batch ${identity.batch}`);
  return found;
}

/** Every scoring of a project that has no outcome yet, the one asked for first at the front. */
export async function readUnscored(project: string, { records }: Pick<Services, 'records'>): Promise<readonly UnscoredRecord[]> {
  const items = await records.query(keys.project(project).pk, 'UNSCORED#');
  return items.map((item) => readRecord(UnscoredRecord, item, `an unscored batch of ${project}`));
}
