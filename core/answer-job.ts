import { advanceRun, unchanged } from './advance-run.ts';
import { RunCancelledError, RunNotActiveError } from './errors.ts';
import type { Services, TrainingJob } from './ports.ts';
import { type RunIdentity, readRecord, readRun } from './read-record.ts';
import { type Attempt, JobRecord, keys, type RunRecord } from './records.ts';
import { failureOf, type JobVerdict, reasonOf, verdictOfJob } from './verdict-of-job.ts';

type Needed = Pick<Services, 'records' | 'clock' | 'jobs' | 'tokens'>;

/** `stranger`: no job of ours, or somebody else's under the name that we wanted. `running`: not over. `gone`: nobody waits any more. */
export type JobAnswer = {
  readonly became: 'answered' | 'gone' | 'running' | 'stranger';
  readonly project?: string;
  readonly run?: string;
  readonly job: string;
  readonly status?: string;
};

/** Tells the state that waits for a job how it ended. Believes only what SageMaker describes; may be called at any time, by anyone, again. */
export async function answerJob(job: string, services: Needed): Promise<JobAnswer> {
  const waiting = await findJob(job, services);
  if (!waiting) return { became: 'stranger', job };
  const { project, run } = waiting;
  const described = await services.jobs.describe(job);
  if (described && described.tags['nacre:run'] !== run) return { became: 'stranger', job };
  if (!described || described.status === 'InProgress' || described.status === 'Stopping') return { became: 'running', project, run, job };
  const { cancelled } = await recordEnd(waiting, described, services);
  const verdict = verdictOfJob(described);
  const told = cancelled && verdict !== 'completed' ? failureOf(new RunCancelledError(run)) : verdict;
  return { became: await answerNewest(waiting, told, services), project, run, job, status: described.status };
}

async function findJob(job: string, { records }: Needed): Promise<JobRecord | undefined> {
  const item = await records.get(keys.job(job));
  return item && readRecord(JobRecord, item, `training job ${job}`);
}

/** A token that nobody waits for may have been replaced by a retry of StartTraining since it was read. */
async function answerNewest(waiting: JobRecord, verdict: JobVerdict, services: Needed): Promise<'answered' | 'gone'> {
  if ((await answer(waiting.token, verdict, services)) === 'answered') return 'answered';
  const newest = await findJob(waiting.job, services);
  return newest && newest.token !== waiting.token ? answerNewest(newest, verdict, services) : 'gone';
}

function answer(token: string, verdict: JobVerdict, { tokens }: Needed): Promise<'answered' | 'gone'> {
  return verdict === 'completed' ? tokens.succeed(token, {}) : tokens.fail(token, verdict.error, verdict.cause);
}

/** The attempt's end stands in the record before the run goes on from it. A run that ended without its job keeps what it has. */
async function recordEnd(identity: RunIdentity, described: TrainingJob, services: Needed): Promise<RunRecord> {
  const run = await readRun(identity, services);
  const attempt = run.attempts.find(({ job, status }) => job === described.name && status === undefined);
  if (!attempt) return run;
  const attempts = run.attempts.map((each) => (each === attempt ? endOf(attempt, described, services.clock.now()) : each));
  return (await keepAttempts(run, attempts, described, services)) ? run : recordEnd(identity, described, services);
}

function endOf(attempt: Attempt, job: TrainingJob, now: Date): Attempt {
  const { arn, status, seconds, endedAt, modelArtifacts } = job;
  const failureReason = reasonOf(job);
  return {
    ...attempt,
    arn,
    status,
    endedAt: endedAt ?? now.toISOString(),
    ...(seconds !== undefined && { seconds }),
    ...(failureReason !== undefined && { failureReason }),
    ...(modelArtifacts !== undefined && { modelArtifacts }),
  };
}

/** False when somebody else changed the run meanwhile: his change must not be overwritten. */
async function keepAttempts(run: RunRecord, attempts: readonly Attempt[], { name, status, secondaryStatus }: TrainingJob, services: Needed): Promise<boolean> {
  const set = { attempts, ...(status === 'Completed' && { status: 'Trained' }) };
  try {
    const facts = { job: name, status, secondaryStatus };
    const written = await advanceRun(run, { set, when: unchanged(run) }, { who: 'answerJob', what: 'training job ended', facts }, services);
    return written.done;
  } catch (error) {
    if (error instanceof RunNotActiveError) return true;
    throw error;
  }
}
