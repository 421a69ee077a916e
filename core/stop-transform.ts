import { nameTransform } from './batch-files.ts';
import type { BatchIdentity } from './batch-name.ts';
import type { Services, Transforms } from './ports.ts';
import { readBatch } from './read-batch.ts';
import type { Attempt, BatchRecord } from './records.ts';

const LOG_LINES = 20;

/** The jobs of one attempt, oldest first. */
export function jobsOfAttempt({ jobs }: Pick<BatchRecord, 'jobs'>, { batch, attempt }: Omit<BatchIdentity, 'project'>): readonly Attempt[] {
  return jobs.filter(({ job, number }) => job === nameTransform({ batch, attempt }, number));
}

/** The job of an attempt whose end is not known. */
export function openTransformOf(record: BatchRecord, attempt: Omit<BatchIdentity, 'project'>): Attempt | undefined {
  return jobsOfAttempt(record, attempt).findLast(({ status }) => status === undefined);
}

/**
 * An attempt that is over must not leave a job behind that costs money, nor a model: StartTransform, tried again, may have made one anew for a job that was over by then.
 * The record is read after the end: until then a job may have begun.
 */
export async function stopTransform(
  identity: BatchIdentity,
  services: Pick<Services, 'records'> & { readonly transforms: Pick<Transforms, 'stop' | 'discardModel'> },
): Promise<void> {
  const last = jobsOfAttempt(await readBatch(identity, services), identity).at(-1);
  if (!last || last.status === 'NotStarted') return;
  if (last.status === undefined) await services.transforms.stop(last.job);
  await services.transforms.discardModel(last.job);
}

/** The last lines of the attempt's newest job. A log that cannot be read must not keep a failure from being recorded: the reason stands in its place. */
export async function lastTransformLines(
  attempt: BatchIdentity,
  record: BatchRecord,
  { transforms }: { readonly transforms: Pick<Transforms, 'logTail'> },
): Promise<readonly string[]> {
  const last = jobsOfAttempt(record, attempt).at(-1);
  if (!last) return [];
  return transforms
    .logTail(last.job, LOG_LINES)
    .catch((error: unknown) => [`(the log of ${last.job} could not be read: ${error instanceof Error ? error.name : error})`]);
}
