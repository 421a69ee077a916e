import { JobMayBeginError } from './errors.ts';
import type { Jobs, Services } from './ports.ts';
import { type RunIdentity, readRun } from './read-record.ts';
import type { RunRecord } from './records.ts';

const LOG_LINES = 20;

/**
 * A run that has ended must not leave a job behind that costs money: stops the last attempt where its end is not known.
 * The record is read after the end: until then an attempt may have begun.
 */
export async function stopTraining(identity: RunIdentity, services: Pick<Services, 'records'> & { readonly jobs: Pick<Jobs, 'stop'> }): Promise<void> {
  const last = (await readRun(identity, services)).attempts.at(-1);
  if (last && last.status === undefined) await services.jobs.stop(last.job);
}

/** Longer than a StartTraining lives that has outlived its execution. */
const BEGINNING_SECONDS = 150;

/** As above, where somebody may be alive who creates the job only now: throws until it is there or cannot come any more. */
export async function stopTrainingForGood(
  identity: RunIdentity,
  services: Pick<Services, 'records' | 'clock'> & { readonly jobs: Pick<Jobs, 'stop' | 'describe'> },
): Promise<void> {
  await stopTraining(identity, services);
  const last = (await readRun(identity, services)).attempts.at(-1);
  if (!last || last.status !== undefined || services.clock.now().getTime() - Date.parse(last.startedAt) > 1000 * BEGINNING_SECONDS) return;
  if (!(await services.jobs.describe(last.job))) throw new JobMayBeginError(last.job);
}

/** The last lines that the run's newest job wrote. A log that cannot be read must not keep a failure from being recorded: the reason stands in its place. */
export async function lastLogLines({ attempts }: RunRecord, { jobs }: { readonly jobs: Pick<Jobs, 'logTail'> }): Promise<readonly string[]> {
  const last = attempts.at(-1);
  if (!last) return [];
  return jobs
    .logTail(last.job, LOG_LINES)
    .catch((error: unknown) => [`(the log of ${last.job} could not be read: ${error instanceof Error ? error.name : error})`]);
}
