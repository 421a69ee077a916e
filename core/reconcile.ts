import { answerJob } from './answer-job.ts';
import { ReconcileIncompleteError } from './errors.ts';
import { lookAfterBatches } from './look-after-batches.ts';
import { openRun } from './open-run.ts';
import type { Item, Services } from './ports.ts';
import { readRun } from './read-record.ts';
import { sendMails } from './send-mails.ts';

type Needed = Pick<Services, 'records' | 'executions' | 'scorings' | 'clock' | 'ids' | 'mails' | 'jobs' | 'transforms' | 'tokens'>;

/** What one round found to do: runs and scorings started, jobs whose end nobody had told, outboxes looked through. */
export type Reconciled = { readonly started: readonly string[]; readonly answered: readonly string[]; readonly outboxes: number };

/**
 * Goes round every few minutes for what a process left undone that died, or was never told: starts what was opened and not started, opens what has become due,
 * answers for jobs that are over, stops those of cancelled runs, sends mails that are still pending. It never ends or releases a run, nor a scoring.
 */
export async function reconcile(services: Needed): Promise<Reconciled> {
  const projects = await services.records.query('PROJECTS', '');
  const outboxes = await services.records.query('OUTBOX', '');
  const rounds = await eachOf(projects, (project) => lookAfterRun(project, services));
  const scorings = await eachOf(projects, (project) => lookAfterBatches(project, services));
  const mailings = await eachOf(outboxes, (outcomeOf) => sendMails(outcomeOf, services));

  const left = [...rounds.left, ...scorings.left, ...mailings.left];
  const [first] = left;
  if (first)
    throw new ReconcileIncompleteError(
      left.map(({ name }) => name),
      { cause: first.error },
    );
  const found = (what: 'started' | 'answered') => [...rounds.done, ...scorings.done].flatMap((round) => round[what] ?? []);
  return { started: found('started'), answered: found('answered'), outboxes: outboxes.length };
}

/** Either a run is to be started, or one is at work and may wait for a job whose end was never told. */
async function lookAfterRun(project: string, services: Needed): Promise<{ readonly started?: string; readonly answered?: string }> {
  const { run, started } = await openRun(project, services);
  if (run === undefined) return {};
  if (started) return { started: run };
  const { attempts, cancelled } = await readRun({ project, run }, services);
  const waitedFor = attempts.findLast(({ status }) => status === undefined);
  if (!waitedFor) return {};
  if (cancelled) await services.jobs.stop(waitedFor.job);
  const { became } = await answerJob(waitedFor.job, services);
  return became === 'answered' ? { answered: waitedFor.job } : {};
}

/** One project's trouble must not keep the others waiting. */
async function eachOf<Answer>(items: readonly Item[], look: (name: string) => Promise<Answer>) {
  const done: Answer[] = [];
  const left: { readonly name: string; readonly error: unknown }[] = [];
  for (const name of items.map((item) => String(item['sk']))) {
    await look(name).then(
      (answer) => done.push(answer),
      (error: unknown) => left.push({ name, error }),
    );
  }
  return { done, left };
}
