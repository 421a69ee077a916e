import type { BatchUploaded } from '../events/batch-uploaded.ts';
import { FOUND } from './accept-dataset.ts';
import { type Audited, told } from './advance-run.ts';
import { nameBatch, nameScoring } from './batch-name.ts';
import { mailOfWaiting } from './emails/mail-of-batch.ts';
import { mailsOfBatch } from './emails/mail-of-scoring.ts';
import { mailOfUnknownProject } from './emails/mail-of-unknown-project.ts';
import { supersededBy } from './judge-batch.ts';
import { refused } from './judge-dataset.ts';
import { versionIn } from './object-version.ts';
import { openBatches } from './open-batches.ts';
import { putMails } from './outbox.ts';
import type { Item, Services, Write } from './ports.ts';
import { findProject } from './read-record.ts';
import { type BatchOutcome, type BatchRecord, keys, type ObjectVersion, type ProjectRecord, type Verdict } from './records.ts';
import { sendMails } from './send-mails.ts';
import { putUnscored } from './unscored.ts';
import { takeIfNewest } from './watermark.ts';

type Needed = Pick<Services, 'records' | 'datasets' | 'scorings' | 'clock' | 'mails'>;

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
  const project = batchProjectOf(object.key);
  if (project === undefined) return { became: 'ignored' };
  const found = await findProject(project, services);
  const record = recordOf(project, object, services.clock.now());
  const { became, stored } = found ? await take(record, object, found, services) : await refuse(record, object, operator, services);
  const opened = stored === 'Waiting' || stored === 'Opened' ? await openBatches(project, services) : {};
  await sendMails(stored === 'Ended' ? nameScoring(record) : record.batch, services);
  return { became, project, batch: record.batch, ...opened };
}

/** `stored` is the record's status; for a duplicate whose first delivery died half way, the work goes on from there. */
type Taken = { readonly became: BatchAcceptance['became']; readonly stored: unknown; readonly obstacle?: Item };

function take(record: BatchRecord, object: ObjectVersion, project: ProjectRecord, services: Needed): Promise<Taken> {
  const mails = project.reigning ? [] : mailOfWaiting({ batch: record, owners: project.definition.owners });
  return takeIfNewest(
    record.project,
    object,
    {
      take: (move) => write(record, [move, becomeNewest(record, object)], mails, services),
      overtaken: (newer) => {
        const ended = endedOf(record, 'Superseded', supersededBy(newer));
        return close(ended, mailsOfBatch(ended, project.definition), [], services);
      },
    },
    services,
  );
}

/** Of the whole project it may not be the newest batch; that keeps nobody from scoring it. */
async function write(record: BatchRecord, [move, newest]: readonly Write[], mails: Parameters<typeof putMails>[2], services: Needed): Promise<Taken> {
  const { batch, project, askedAt } = record;
  const written = await services.records.write(
    { put: keys.batch(project, batch), item: record, when: { absent: 'batch' } },
    ...(move ? [move] : []),
    ...(newest ? [newest] : []),
    putUnscored(record),
    told(batch, askedAt, asked(record)),
    ...putMails(batch, project, mails, askedAt),
  );
  if (written.done) return { became: 'waiting', stored: 'Waiting' };
  const refusal = (index: number) => written.refused.find((each) => each.index === index);
  const [duplicate, newer] = [refusal(0), refusal(1)];
  if (duplicate) return { became: 'duplicate', stored: duplicate.current?.['status'] };
  if (newer) return { became: 'superseded', stored: undefined, obstacle: newer.current ?? {} };
  return write(record, move ? [move] : [], mails, services);
}

const ASKED = { who: 'acceptBatch', what: 'batch taken' } as const;

/** The audit trail says where no event told of the batch. */
function asked({ object }: BatchRecord, what: string = ASKED.what): Audited {
  return { ...ASKED, what, ...(object.sequencer === undefined && FOUND) };
}

/** Of all keys together only time tells which is the newest. */
function becomeNewest({ project, batch }: BatchRecord, object: ObjectVersion): Write {
  const { lastModified: landedAt = '' } = object;
  return { put: keys.newestBatch(project), item: { batch, object, landedAt }, when: { anyOf: [{ absent: 'landedAt' }, { atMost: ['landedAt', landedAt] }] } };
}

/** Nothing is scored, but the version is taken note of: the sweep need not find it. */
function refuse(record: BatchRecord, object: ObjectVersion, operator: string, services: Needed): Promise<Taken> {
  const verdict = refused(`There is no project ${record.project}.`, [], 'Apply the project, then upload the file again.');
  const closing = (also: readonly Write[]) =>
    close(endedOf(record, 'Refused', verdict), mailOfUnknownProject('batches', { ...record, operator }), also, services);
  return takeIfNewest(record.project, object, { take: (move) => closing([move]), overtaken: () => closing([]) }, services);
}

function endedOf(record: BatchRecord, outcome: BatchOutcome, verdict: Verdict): BatchRecord {
  return { ...record, status: 'Ended', verdict, outcome, endedAt: record.askedAt };
}

/** A batch that is never scored is recorded together with the mail that says so. */
async function close(record: BatchRecord, mails: Parameters<typeof putMails>[2], also: readonly Write[], { records }: Needed): Promise<Taken> {
  const became = record.outcome === 'Superseded' ? 'superseded' : 'refused';
  const written = await records.write(
    { put: keys.batch(record.project, record.batch), item: record, when: { absent: 'batch' } },
    ...also,
    told(record.batch, record.askedAt, asked(record, `batch ${became}`)),
    ...putMails(nameScoring(record), record.project, mails, record.askedAt),
  );
  if (written.done) return { became, stored: 'Ended' };
  const duplicate = written.refused.find(({ index }) => index === 0);
  if (duplicate) return { became: 'duplicate', stored: duplicate.current?.['status'] };
  return { became, stored: undefined, obstacle: written.refused[0]?.current ?? {} };
}

function recordOf(project: string, object: ObjectVersion, now: Date): BatchRecord {
  const askedAt = now.toISOString();
  const batch = nameBatch({ project, cause: 'upload', object });
  return { batch, project, cause: 'upload', object, askedAt, status: 'Waiting', attempt: 1, jobs: [], changed: `${askedAt}#${ASKED.what}` };
}

/** Undefined for a key under no project's batches/. */
export const batchProjectOf = (key: string) => /^(?<project>[^/]+)\/batches\/.*\.csv$/s.exec(key)?.groups?.['project'];
