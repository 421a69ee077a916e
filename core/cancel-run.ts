import type { CancelAsked } from '../events/cancel-asked.ts';
import { advanceRun, unchanged } from './advance-run.ts';
import { RunNotActiveError } from './errors.ts';
import { deservesAnother } from './next-attempt.ts';
import type { Executions, Jobs, Services } from './ports.ts';
import { readRun } from './read-record.ts';
import type { Outcome, RunRecord } from './records.ts';
import { stopTraining } from './stop-training.ts';

type Needed = Pick<Services, 'records' | 'clock'> & { readonly jobs: Pick<Jobs, 'stop'>; readonly executions: Pick<Executions, 'stop'> };

/** `cancelling`: it will end as Cancelled. `already`: somebody wanted that before. `decided` and `ended` come too late: `outcome` stands, or will when the run has ended. */
export type Cancelling = {
  readonly became: 'cancelling' | 'already' | 'decided' | 'ended';
  readonly project: string;
  readonly run: string;
  readonly outcome?: Outcome;
};

/**
 * Marks the run, then stops its training job: the answer to the job's token, or the run's next step, ends the run. Nothing is ended here.
 * A job that begins after the mark is stopped by startTraining. Where the run waits for a machine its next step may be a quarter of an hour away: its execution is stopped, and the end of that ends the run.
 * Cancelling again stops again what may have been left running.
 */
export async function cancelRun(order: CancelAsked, services: Needed): Promise<Cancelling> {
  const run = await readRun(order, services);
  const { project, run: name } = run;
  if (run.status === 'Ended') return { became: 'ended', project, run: name, ...(run.outcome && { outcome: run.outcome }) };
  if (!run.cancelled) {
    const decided = run.modelPackage || run.status === 'Registering' ? 'Succeeded' : run.verdict?.outcome;
    if (decided) return { became: 'decided', project, run: name, outcome: decided };
    if (!(await mark(run, order, services))) return cancelRun(order, services);
  }
  await stopTraining(order, services);
  await stopWaiting(order, services);
  return { became: run.cancelled ? 'already' : 'cancelling', project, run: name };
}

/** Since the mark no attempt begins: where the last one asks for another, nobody is at work. */
async function stopWaiting(order: CancelAsked, services: Needed): Promise<void> {
  const { status, attempts, execution } = await readRun(order, services);
  const last = attempts.at(-1);
  if (status === 'Training' && execution !== undefined && last && deservesAnother(last)) await services.executions.stop(execution, `cancelled by ${order.who}`);
}

/** False when the run was changed or ended since it was read. */
async function mark(run: RunRecord, { who, why }: CancelAsked, services: Needed): Promise<boolean> {
  const cancelled = { who, why, at: services.clock.now().toISOString() };
  try {
    const written = await advanceRun(run, { set: { cancelled }, when: unchanged(run) }, { who, what: 'cancel asked for', why }, services);
    return written.done;
  } catch (error) {
    if (error instanceof RunNotActiveError) return false;
    throw error;
  }
}
