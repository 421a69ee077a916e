import type { BatchUploaded } from '../events/batch-uploaded.ts';
import { told } from './advance-run.ts';
import { nameBatch, nameScoring } from './batch-name.ts';
import { mailOfWaiting } from './emails/mail-of-batch.ts';
import { mailsOfBatch } from './emails/mail-of-scoring.ts';
import { mailOfUnknownProject } from './emails/mail-of-unknown-project.ts';
import { supersededBy } from './judge-batch.ts';
import { refused } from './judge-dataset.ts';
import { type NewVersion, versionIn } from './object-version.ts';
import { openBatches } from './open-batches.ts';
import { putMails } from './outbox.ts';
import type { Item, Services, Write } from './ports.ts';
import { findProject } from './read-record.ts';
import { type BatchOutcome, type BatchRecord, keys, type ProjectRecord, type Verdict } from './records.ts';
import { sendMails } from './send-mails.ts';
import { putUnscored } from './unscored.ts';
import { moveWatermark } from './watermark.ts';

type Needed = Pick<Services, 'records' | 'scorings' | 'clock' | 'mails'>;

/** What became of an upload: `duplicate` was recorded before, `ignored` lies under no project's batches/. */
export type BatchAcceptance = {
  readonly became: 'waiting' | 'superseded' | 'refused' | 'duplicate' | 'ignored';
  readonly batch?: string;
  readonly project?: string;
  readonly started?: readonly string[];
};

/** A CSV landed that is to be scored: writes its record once, however often the event arrives, and opens it if a model reigns. */
export async function acceptBatch(upload: BatchUploaded, operator: string, services: Needed): Promise<BatchAcceptance> {
  const object = versionIn(upload);
  const project = projectOf(object.key);
  if (project === undefined) return { became: 'ignored' };
  const found = await findProject(project, services);
  const record = recordOf(project, object, services.clock.now());
  const { became, stored } = found ? await take(record, object, found, services) : await refuse(record, operator, services);
  const opened = stored === 'Waiting' || stored === 'Opened' ? await openBatches(project, services) : {};
  await sendMails(stored === 'Ended' ? nameScoring(record) : record.batch, services);
  return { became, project, batch: record.batch, ...opened };
}

/** `stored` is the record's status; for a duplicate whose first delivery died half way, the work goes on from there. */
type Taken = { readonly became: BatchAcceptance['became']; readonly stored: unknown };

async function take(record: BatchRecord, object: NewVersion, project: ProjectRecord, services: Needed, newest = true): Promise<Taken> {
  const { batch, project: name, askedAt } = record;
  const waits = project.reigning ? [] : mailOfWaiting({ batch: record, owners: project.definition.owners });
  const written = await services.records.write(
    { put: keys.batch(name, batch), item: record, when: { absent: 'batch' } },
    moveWatermark(name, object),
    ...(newest ? [becomeNewest(record, object)] : []),
    putUnscored(record),
    told(batch, askedAt, ASKED),
    ...putMails(batch, name, waits, askedAt),
  );
  if (written.done) return { became: 'waiting', stored: 'Waiting' };
  const refusal = (index: number) => written.refused.find((each) => each.index === index);
  const [duplicate, newer] = [refusal(0), refusal(1)];
  if (duplicate) return { became: 'duplicate', stored: duplicate.current?.['status'] };
  return newer ? supersede(record, newer.current ?? {}, project, services) : take(record, object, project, services, false);
}

const ASKED = { who: 'acceptBatch', what: 'batch taken' } as const;

/** Of all keys together only time tells which is the newest. */
function becomeNewest({ project, batch }: BatchRecord, object: NewVersion): Write {
  const { lastModified: landedAt = '' } = object;
  return { put: keys.newestBatch(project), item: { batch, object, landedAt }, when: { anyOf: [{ absent: 'landedAt' }, { atMost: ['landedAt', landedAt] }] } };
}

async function supersede(record: BatchRecord, newest: Item, { definition }: ProjectRecord, services: Needed): Promise<Taken> {
  const ended = endedOf(record, 'Superseded', supersededBy(String(newest['versionId'])));
  return close(ended, mailsOfBatch(ended, definition), services);
}

async function refuse(record: BatchRecord, operator: string, services: Needed): Promise<Taken> {
  const verdict = refused(`There is no project ${record.project}.`, [], 'Apply the project, then upload the file again.');
  return close(endedOf(record, 'Refused', verdict), mailOfUnknownProject('batches', { ...record, operator }), services);
}

function endedOf(record: BatchRecord, outcome: BatchOutcome, verdict: Verdict): BatchRecord {
  return { ...record, status: 'Ended', verdict, outcome, endedAt: record.askedAt };
}

/** A batch that is never scored is recorded together with the mail that says so. */
async function close(record: BatchRecord, mails: Parameters<typeof putMails>[2], { records }: Needed): Promise<Taken> {
  const written = await records.write(
    { put: keys.batch(record.project, record.batch), item: record, when: { absent: 'batch' } },
    told(record.batch, record.askedAt, { ...ASKED, what: `batch ${record.outcome === 'Superseded' ? 'superseded' : 'refused'}` }),
    ...putMails(nameScoring(record), record.project, mails, record.askedAt),
  );
  if (written.done) return { became: record.outcome === 'Superseded' ? 'superseded' : 'refused', stored: 'Ended' };
  return { became: 'duplicate', stored: written.refused[0]?.current?.['status'] };
}

function recordOf(project: string, object: NewVersion, now: Date): BatchRecord {
  const askedAt = now.toISOString();
  const batch = nameBatch({ project, cause: 'upload', object });
  return { batch, project, cause: 'upload', object, askedAt, status: 'Waiting', attempt: 1, jobs: [], changed: `${askedAt}#${ASKED.what}` };
}

const projectOf = (key: string) => /^(?<project>[^/]+)\/batches\/.*\.csv$/s.exec(key)?.groups?.['project'];
