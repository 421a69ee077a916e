import { advanceBatch } from './advance-batch.ts';
import { unchanged } from './advance-run.ts';
import { ScoringEndedError, TransformFailedError, TransformStoppedError } from './errors.ts';
import type { Services, TransformJob } from './ports.ts';
import { readBatch } from './read-batch.ts';
import { readRecord } from './read-record.ts';
import { keys, TransformRecord } from './records.ts';

type Needed = Pick<Services, 'records' | 'clock' | 'transforms' | 'tokens'>;

/** As a training job's answer: `stranger` is no job of ours, `running` is not over, `gone` means that nobody waits any more. */
export type TransformAnswer = {
  readonly became: 'answered' | 'gone' | 'running' | 'stranger';
  readonly project?: string;
  readonly batch?: string;
  readonly job: string;
  readonly status?: string;
};

/**
 * Tells the state that waits for a transform job how it ended, and deletes the model that only this job used.
 * Believes only what SageMaker describes; may be called at any time, by anyone, again.
 */
export async function answerTransform(job: string, services: Needed): Promise<TransformAnswer> {
  const waiting = await findTransform(job, services);
  if (!waiting) return { became: 'stranger', job };
  const { project, batch } = waiting;
  const described = await services.transforms.describe(job);
  if (described && described.tags['nacre:batch'] !== batch) return { became: 'stranger', job };
  if (!described || described.status === 'InProgress' || described.status === 'Stopping') return { became: 'running', project, batch, job };
  await recordEnd(waiting, described, services);
  await services.transforms.discardModel(job);
  return { became: await answerNewest(waiting, described, services), project, batch, job, status: described.status };
}

async function findTransform(job: string, { records }: Needed): Promise<TransformRecord | undefined> {
  const item = await records.get(keys.job(job));
  return item && readRecord(TransformRecord, item, `transform job ${job}`);
}

/** A token that nobody waits for may have been replaced by a retry of StartTransform since it was read. */
async function answerNewest(waiting: TransformRecord, described: TransformJob, services: Needed): Promise<'answered' | 'gone'> {
  if ((await answer(waiting.token, described, services)) === 'answered') return 'answered';
  const newest = await findTransform(waiting.job, services);
  return newest && newest.token !== waiting.token ? answerNewest(newest, described, services) : 'gone';
}

function answer(token: string, described: TransformJob, { tokens }: Needed): Promise<'answered' | 'gone'> {
  if (described.status === 'Completed') return tokens.succeed(token, {});
  const { name, message } = troubleOf(described);
  return tokens.fail(token, name, message);
}

/** SageMaker's own trouble keeps its name, for the state machine tries again; all else is the model's server, or somebody who stopped the job. */
function troubleOf({ name, status, failureReason = '' }: TransformJob): { readonly name: string; readonly message: string } {
  if (status === 'Stopped') return new TransformStoppedError(name);
  const [prefix = ''] = failureReason.split(':', 1);
  if (prefix === 'CapacityError' || prefix === 'InternalServerError') return { name: prefix, message: failureReason };
  return new TransformFailedError(name, failureReason || 'SageMaker gave no reason');
}

/** The job's end stands in the record before the scoring goes on from it. A scoring that ended without its job keeps what it has. */
async function recordEnd(waiting: TransformRecord, described: TransformJob, services: Needed): Promise<void> {
  const record = await readBatch(waiting, services);
  if (!record.jobs.some(({ job, status }) => job === described.name && status === undefined)) return;
  const end = endOf(described, services.clock.now());
  const jobs = record.jobs.map((each) => (each.job === described.name ? { ...each, ...end } : each));
  const set = { jobs, ...(described.status === 'Completed' && { status: 'Transformed' }) };
  const facts = { job: described.name, status: described.status };
  try {
    const written = await advanceBatch(waiting, { set, when: unchanged(record) }, { who: 'answerTransform', what: 'transform job ended', facts }, services);
    if (!written.done) await recordEnd(waiting, described, services);
  } catch (error) {
    if (!(error instanceof ScoringEndedError)) throw error;
  }
}

function endOf({ arn, status, seconds, endedAt, failureReason }: TransformJob, now: Date) {
  return {
    ...{ arn, status, endedAt: endedAt ?? now.toISOString() },
    ...(seconds !== undefined && { seconds }),
    ...(failureReason !== undefined && { failureReason }),
  };
}
