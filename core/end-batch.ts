import { advanceBatch } from './advance-batch.ts';
import { type Audited, unchanged } from './advance-run.ts';
import { type BatchIdentity, nameScoring } from './batch-name.ts';
import { mailsOfBatch } from './emails/mail-of-scoring.ts';
import { ScoringEndedError } from './errors.ts';
import { decidedOutcome } from './judge-batch.ts';
import { putMails } from './outbox.ts';
import type { Services } from './ports.ts';
import { readBatch } from './read-batch.ts';
import { readProjectRecord } from './read-record.ts';
import type { BatchOutcome, BatchRecord, Failure, Verdict } from './records.ts';
import { deleteUnscored, putUnscored } from './unscored.ts';

type Needed = Pick<Services, 'records' | 'clock'>;

/** How an attempt at a scoring came to its end. Only a technical failure that may pass by itself puts the batch back. */
export type BatchEnd =
  | { readonly outcome: Exclude<BatchOutcome, 'Failed'>; readonly verdict?: Verdict; readonly who: string }
  | { readonly outcome: 'Failed'; readonly failure: Failure; readonly who: string };

/** `retryAt` where the batch waits for another attempt. */
export type BatchEnded = { readonly outcome?: BatchOutcome; readonly retryAt?: string };

/**
 * Gives a scoring its one outcome, in one transaction with the mails to send; or puts it back for another attempt. Calling it again changes nothing.
 * A result is never recorded as failed, a judged batch neither.
 */
export async function endBatch(identity: BatchIdentity, end: BatchEnd, services: Needed): Promise<BatchEnded> {
  const record = await readBatch(identity, services);
  if (record.status === 'Ended') return { ...(record.outcome && { outcome: record.outcome }) };
  if (record.attempt !== identity.attempt) return { ...(record.notBefore !== undefined && { retryAt: record.notBefore }) };
  await writeEnd(record, end, services);
  return endBatch(identity, end, services);
}

/** Without effect when the record was changed by somebody since it was read: then it is read again. */
async function writeEnd(record: BatchRecord, end: BatchEnd, services: Needed): Promise<void> {
  const { definition } = await readProjectRecord(record.project, services);
  const now = services.clock.now();
  const outcome = decidedOutcome(record) ?? end.outcome;
  const back = outcome === 'Failed' && end.outcome === 'Failed' && end.failure.transient && record.attempt < definition.training.attempts;
  const set = back ? putBack(record, end.failure, now) : settled(end, outcome, now);
  const ended: BatchRecord = { ...record, ...set };
  const mails = mailsOfBatch({ ...ended, attempt: record.attempt }, definition);
  const also = [back ? putUnscored(ended) : deleteUnscored(record), ...putMails(nameScoring(record), record.project, mails, now.toISOString())];
  try {
    await advanceBatch(record, { set, when: unchanged(record), also }, { who: end.who, ...storyOf(end, outcome, ended) }, services);
  } catch (error) {
    if (!(error instanceof ScoringEndedError)) throw error;
  }
}

type Settled = Pick<BatchRecord, 'status' | 'outcome' | 'endedAt' | 'verdict' | 'failure'>;

function settled(end: BatchEnd, outcome: BatchOutcome, now: Date): Settled {
  const set: Settled = { status: 'Ended', outcome, endedAt: now.toISOString() };
  if (outcome !== end.outcome) return set;
  if (end.outcome === 'Failed') return { ...set, failure: end.failure };
  return end.verdict ? { ...set, verdict: end.verdict } : set;
}

/** Due again after four minutes, then sixteen, then about an hour, with the same model: long enough for an outage to end. */
function putBack({ attempt }: BatchRecord, failure: Failure, now: Date): Pick<BatchRecord, 'status' | 'attempt' | 'notBefore' | 'failure'> {
  const notBefore = new Date(now.getTime() + 60_000 * 4 ** attempt).toISOString();
  const due = notBefore.slice(0, 16).replace('T', ' ');
  const nextStep = `Nothing for now: the same rows are tried again after ${due} UTC. If that fails too: ${failure.nextStep}`;
  return { status: 'Waiting', attempt: attempt + 1, notBefore, failure: { ...failure, nextStep } };
}

/** Whatever failed after the decision stays in the audit trail. */
function storyOf(end: BatchEnd, outcome: BatchOutcome, { status, notBefore, failure }: BatchRecord): Pick<Audited, 'what' | 'facts'> {
  if (status === 'Waiting') return { what: 'scoring put back', facts: { class: failure?.class, retryAt: notBefore } };
  const late = end.outcome === 'Failed' && outcome !== 'Failed';
  return { what: 'scoring ended', facts: { outcome, ...(late && { failedAfterwards: `${end.failure.class}: ${end.failure.cause}` }) } };
}
