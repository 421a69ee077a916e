import { ReconcileIncompleteError } from './errors.ts';
import { openRun } from './open-run.ts';
import type { Item, Services } from './ports.ts';
import { sendMails } from './send-mails.ts';

type Needed = Pick<Services, 'records' | 'executions' | 'clock' | 'ids' | 'mails'>;

/** What one round found to do: runs started, outboxes looked through. */
export type Reconciled = { readonly started: readonly string[]; readonly outboxes: number };

/**
 * Goes round every few minutes for what a process left undone that died: starts what was opened and not started, opens what has become due,
 * sends mails that are still pending. It never ends or releases a run.
 */
export async function reconcile(services: Needed): Promise<Reconciled> {
  const projects = await services.records.query('PROJECTS', '');
  const outboxes = await services.records.query('OUTBOX', '');
  const openings = await eachOf(projects, (project) => openRun(project, services));
  const mailings = await eachOf(outboxes, (outcomeOf) => sendMails(outcomeOf, services));

  const left = [...openings.left, ...mailings.left];
  const [first] = left;
  if (first)
    throw new ReconcileIncompleteError(
      left.map(({ name }) => name),
      { cause: first.error },
    );
  return { started: openings.done.flatMap(({ run, started }) => (started && run ? [run] : [])), outboxes: outboxes.length };
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
