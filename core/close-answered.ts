import { mailOfAnswered } from './emails/mail-of-request.ts';
import { inSlices } from './in-slices.ts';
import { arrivedLate } from './object-version.ts';
import { putMails } from './outbox.ts';
import type { Services } from './ports.ts';
import { readRecord } from './read-record.ts';
import { keys, type ObjectVersion, type Outcome, type ProjectRecord, RunRecord, type WaitingRecord } from './records.ts';
import { waitingKey } from './requests.ts';

type Needed = Pick<Services, 'records' | 'clock'>;
type Answer = { readonly reason: string; readonly readNewer: boolean };
type Answered = { readonly request: WaitingRecord; readonly answer: Answer };

/** `open` are the requests that still need a run, `told` the outboxes that were filled. */
export type Remaining = { readonly open: readonly WaitingRecord[]; readonly told: readonly string[] };

/** A run that ended so has said what becomes of the data that it read; a failed or a cancelled one has not. */
const ANSWERS: ReadonlySet<Outcome | undefined> = new Set<Outcome>(['Succeeded', 'Rejected', 'Refused', 'Skipped']);

/** By how much our clock and that of S3 may differ, and more. */
const WRONG_SECONDS = 60;

/**
 * Closes the uploads whose events came after the last run had read them, or, where a run trains on the newest file only, had read a newer one:
 * another run would choose the same data again.
 */
export async function closeAnswered(project: ProjectRecord, waiting: readonly WaitingRecord[], services: Needed): Promise<Remaining> {
  const run = waiting.some(({ object }) => object) ? await findLastRun(project, services) : undefined;
  if (!run || !ANSWERS.has(run.outcome)) return { open: waiting, told: [] };
  const isLatest = [project.definition, run.definition].every((each) => each?.data.use === 'latest');
  const judged = waiting.map((request) => ({ request, answer: answerOf(run, request.object, isLatest) }));
  const answered = judged.flatMap(({ request, answer }) => (answer ? [{ request, answer }] : []));
  const told = await inSlices(answered, (each) => close(each, run, project, services));
  return { open: judged.flatMap(({ request, answer }) => (answer ? [] : [request])), told: told.flat() };
}

/** A project's runs are numbered without a gap, and each exists since it was opened. */
async function findLastRun({ project, nextRunNumber }: ProjectRecord, { records }: Needed): Promise<RunRecord | undefined> {
  const item = await records.get(keys.run(project, nextRunNumber - 1));
  return item && readRecord(RunRecord, item, `run ${nextRunNumber - 1} of ${project}`);
}

/** Why the run has answered this upload; undefined where it has not. */
function answerOf({ run, openedAt, objects = [] }: RunRecord, object: ObjectVersion | undefined, isLatest: boolean): Answer | undefined {
  if (!object) return undefined;
  const isRead = objects.some(({ key, versionId }) => key === object.key && versionId === object.versionId);
  if (isRead) return { reason: `run ${run} has read this version already`, readNewer: false };
  const newer = isLatest ? objects.find((each) => isChosenBefore(each, object, openedAt)) : undefined;
  return newer && { reason: `run ${run} has read version ${newer.versionId} of ${newer.key}, which is newer`, readNewer: true };
}

/** As core/choose-objects.ts would choose: of files of the same second the one whose key is the last, and of its versions the one that was there when the run was opened. */
function isChosenBefore(read: ObjectVersion, other: ObjectVersion, openedAt: string): boolean {
  const [one, two] = [secondOf(read.lastModified), secondOf(other.lastModified)];
  if (one !== two || read.key !== other.key) return one > two || (one === two && read.key > other.key);
  return secondOf(openedAt) > two + WRONG_SECONDS;
}

/** S3 tells whole seconds. NaN where there is no time: neither newer nor older than anything. */
const secondOf = (time: string | undefined) => Math.floor(Date.parse(time ?? '') / 1000);

/** Without effect where a run has claimed the request meanwhile. Answers its outbox, where it filled one: the mail of that run names another file than the one dropped an hour ago. */
async function close(
  { request, answer: { reason, readNewer } }: Answered,
  { run }: RunRecord,
  { project, definition }: ProjectRecord,
  services: Needed,
): Promise<readonly string[]> {
  const { id, object } = request;
  const at = services.clock.now().toISOString();
  const mails = readNewer && object && arrivedLate(request.askedAt, object) ? mailOfAnswered({ project, object, reason, owners: definition.owners }) : [];
  const what = 'upload answered';
  const { done } = await services.records.write(
    { update: keys.request(project, id), set: { status: 'done', run, reason }, remove: ['notBefore'], when: { equals: ['status', 'waiting'] } },
    { delete: waitingKey(request) },
    { put: keys.audit(id, at, what), item: { at, who: 'openRun', what, why: reason } },
    ...putMails(id, project, mails, at),
  );
  return done && mails.length > 0 ? [id] : [];
}
