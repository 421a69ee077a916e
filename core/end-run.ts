import { advanceRun, unchanged } from './advance-run.ts';
import { mailsOf } from './emails/mail-of-outcome.ts';
import { RunNotActiveError } from './errors.ts';
import { openRun } from './open-run.ts';
import { putMails } from './outbox.ts';
import type { Item, Services } from './ports.ts';
import { type RunIdentity, readProjectRecord, readRun } from './read-record.ts';
import type { Failure, Outcome, RunRecord, Verdict } from './records.ts';
import { settleRequests } from './settle-requests.ts';

type Needed = Pick<Services, 'records' | 'executions' | 'clock' | 'ids'>;

/** How a run came to its end. Only a technical failure that may pass by itself puts its requests back. */
export type End =
  | { readonly outcome: Exclude<Outcome, 'Failed'>; readonly verdict?: Verdict; readonly who: string }
  | { readonly outcome: 'Failed'; readonly failure: Failure; readonly who: string };

export type Ended = { readonly outcome: Outcome; readonly next?: string };

/**
 * Gives a run its one outcome and releases its project, in one transaction with the mails to send; then opens the next run.
 * Calling it again changes nothing but opens what its first caller may have left unopened. A registered model is never recorded as failed.
 */
export async function endRun(identity: RunIdentity, end: End, services: Needed): Promise<Ended> {
  const run = await readRun(identity, services);
  if (run.status !== 'Ended') {
    await release(run, end, services);
    return endRun(identity, end, services);
  }
  const { run: next, started } = await openRun(identity.project, services);
  return { outcome: run.outcome ?? end.outcome, ...(started && next && { next }) };
}

/** Without effect when the run was changed or ended by somebody since it was read: then it is read again. */
async function release(run: RunRecord, end: End, services: Needed): Promise<void> {
  try {
    await writeOutcome(run, end, services);
  } catch (error) {
    if (error instanceof RunNotActiveError && (await readRun(run, services)).status === 'Ended') return;
    throw error;
  }
}

async function writeOutcome(run: RunRecord, end: End, services: Needed): Promise<void> {
  const project = await readProjectRecord(run.project, services);
  const { writes, retryAt } = await settleRequests(run, end, project, services);
  const endedAt = services.clock.now().toISOString();
  const set = { status: 'Ended', endedAt, outcome: outcomeOf(run, end), ...told(run, end, retryAt) } as const;

  await advanceRun(
    run,
    {
      set,
      project: { set: modelOf(run, endedAt), remove: ['active'] },
      when: unchanged(run),
      also: [...writes, ...putMails(run.run, run.project, mailsOf({ ...run, ...set }, project), endedAt)],
    },
    { who: end.who, what: 'run ended', facts: { outcome: set.outcome, ...(retryAt && { retryAt }), ...afterwards(run, end) } },
    services,
  );
}

function outcomeOf(run: RunRecord, end: End): Outcome {
  return run.modelPackage ? 'Succeeded' : end.outcome;
}

/** What the record and the mail say of the reason; nothing where the model was registered all the same. */
function told(run: RunRecord, end: End, retryAt: string | undefined): Partial<Pick<RunRecord, 'failure' | 'verdict'>> {
  if (run.modelPackage) return {};
  if (end.outcome !== 'Failed') return end.verdict ? { verdict: end.verdict } : {};
  return {
    failure: retryAt
      ? { ...end.failure, nextStep: `Nothing for now: the same data is tried again after ${retryAt}. If that fails too: ${end.failure.nextStep}` }
      : end.failure,
  };
}

/** Whatever failed after the registration stays in the audit trail. */
function afterwards({ modelPackage }: RunRecord, end: End): Item {
  return modelPackage && end.outcome === 'Failed' ? { failedAfterRegistration: `${end.failure.class}: ${end.failure.cause}` } : {};
}

/** What the project remembers of a run that registered a model. A model that waits for approval does not reign yet. */
function modelOf({ run, fingerprint, modelPackage, metrics = {} }: RunRecord, registeredAt: string): Item {
  if (!modelPackage) return {};
  return {
    ...(fingerprint && { lastGood: { run, fingerprint } }),
    ...(modelPackage.approval === 'Approved' && { reigning: { run, modelPackage, metrics, registeredAt } }),
  };
}
