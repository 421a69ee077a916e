import { advanceRun, unchanged } from './advance-run.ts';
import { cancellationOf, verdictOf } from './cancellation.ts';
import { mailsOf } from './emails/mail-of-outcome.ts';
import { RunNotActiveError } from './errors.ts';
import { countsOf, dayOf, remember } from './governor-memory.ts';
import { DEFAULT_GOVERNOR } from './governor-settings.ts';
import { costOf } from './instance-prices.ts';
import { openRun } from './open-run.ts';
import { putMails } from './outbox.ts';
import type { Item, Services } from './ports.ts';
import { type RunIdentity, readProjectRecord, readRun } from './read-record.ts';
import type { Failure, Outcome, ProjectRecord, RunRecord, Verdict } from './records.ts';
import { settleRequests } from './settle-requests.ts';

type Needed = Pick<Services, 'records' | 'executions' | 'clock' | 'ids'>;

/** How a run came to its end. Only a technical failure that may pass by itself puts its requests back. */
export type End =
  | { readonly outcome: Exclude<Outcome, 'Failed'>; readonly verdict?: Verdict; readonly who: string }
  | { readonly outcome: 'Failed'; readonly failure: Failure; readonly who: string };

export type Ended = { readonly outcome: Outcome; readonly next?: string };

/**
 * Gives a run its one outcome and releases its project, in one transaction with the mails to send; then opens the next run.
 * Calling it again changes nothing but opens what its first caller may have left unopened. A registered model is never recorded as failed, a judged run neither.
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
  const { writes, retryAt } = await settleRequests(run, attemptsOf(run, end, project), services);
  const now = services.clock.now();
  const endedAt = now.toISOString();
  const cost = costOf(run.attempts, ((run.definition ?? project.definition).governor ?? DEFAULT_GOVERNOR).prices, now);
  const set = { status: 'Ended', endedAt, outcome: outcomeOf(run, end), cost, ...told(run, end, retryAt) } as const;

  await advanceRun(
    run,
    {
      set,
      project: { set: { ...modelOf(run, endedAt), ...remembered(project, { ...run, ...set }, now) }, remove: ['active', ...judgedBy(run)] },
      when: unchanged(run),
      also: [...writes, ...putMails(run.run, run.project, mailsOf({ ...run, ...set }, project), endedAt)],
    },
    { who: end.who, what: 'run ended', facts: { outcome: set.outcome, cost, ...(retryAt && { retryAt }), ...afterwards(run, end) } },
    services,
  );
}

/** What was registered or judged before stays so, whatever failed after it. */
function outcomeOf(run: RunRecord, end: End): Outcome {
  return run.modelPackage ? 'Succeeded' : (verdictOf(run)?.outcome ?? end.outcome);
}

/** How often the run's requests may be tried in all: more than once only where the failure may pass by itself. */
function attemptsOf(run: RunRecord, end: End, project: ProjectRecord): number {
  const passing = end.outcome === 'Failed' && end.failure.transient && outcomeOf(run, end) === 'Failed';
  return passing ? (run.definition ?? project.definition).training.attempts : 0;
}

/** What the record and the mail say of the reason; nothing where the run was decided before. */
function told(run: RunRecord, end: End, retryAt: string | undefined): Partial<Pick<RunRecord, 'failure' | 'verdict'>> {
  const cancellation = run.modelPackage ? undefined : cancellationOf(run);
  if (cancellation) return { verdict: cancellation };
  if (outcomeOf(run, end) !== end.outcome) return {};
  if (end.outcome !== 'Failed') return end.verdict ? { verdict: end.verdict } : {};
  const { failure } = end;
  return {
    failure: retryAt
      ? {
          ...failure,
          nextStep: `Nothing for now: the same data is tried again after ${retryAt.slice(0, 16).replace('T', ' ')} UTC. If that fails too: ${failure.nextStep}`,
        }
      : failure,
  };
}

/** Whatever failed after the decision stays in the audit trail. */
function afterwards(run: RunRecord, end: End): Item {
  const late = end.outcome === 'Failed' && outcomeOf(run, end) !== 'Failed';
  return late ? { failedAfterwards: `${end.failure.class}: ${end.failure.cause}` } : {};
}

/** What the project remembers of a run that registered a model. A model that waits for approval does not reign yet. */
function modelOf({ run, fingerprint, modelPackage, metrics = {} }: RunRecord, registeredAt: string): Item {
  if (!modelPackage) return {};
  return {
    ...(fingerprint && { lastGood: { run, fingerprint } }),
    ...(modelPackage.approval === 'Approved' && { reigning: { run, modelPackage, metrics, registeredAt } }),
    ...(modelPackage.approval === 'PendingManualApproval' && { awaitingApproval: { run, arn: modelPackage.arn } }),
  };
}

/** Only the newest model is waited for. */
function judgedBy({ modelPackage }: RunRecord): readonly string[] {
  return modelPackage && modelPackage.approval !== 'PendingManualApproval' ? ['awaitingApproval'] : [];
}

/** What the governor must know of the run for the next one. A run that was opened by a release without a governor is not counted. */
function remembered({ governor }: ProjectRecord, { outcome, cost = 0, attempts }: RunRecord, now: Date): Item {
  if (!governor) return {};
  const { runsToday, spentToday } = countsOf(governor, dayOf(now));
  const failuresInARow = outcome === 'Failed' ? (governor.failuresInARow ?? 0) + 1 : 0;
  const counts = { day: dayOf(now), runsToday, spentToday: spentToday + cost, failuresInARow };
  return remember(governor, { ...counts, ...(attempts.length > 0 && { lastCost: cost }) }).set;
}
