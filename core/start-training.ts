import type { TrainingStep } from '../events/training-step.ts';
import { advanceRun, unchanged } from './advance-run.ts';
import { answerJob, type JobAnswer } from './answer-job.ts';
import { CapacityError, JobNameTakenError, RunCancelledError, RunNotActiveError } from './errors.ts';
import { deservesAnother, type NextAttempt, nextAttempt } from './next-attempt.ts';
import type { Services, TrainingJobSpec, Write } from './ports.ts';
import { readRun } from './read-record.ts';
import { type Attempt, keys, type RunRecord } from './records.ts';
import { endTurn, readTold, tellTaken } from './taken-machines.ts';
import { trainableOf, trainingJobSpec } from './training-job-spec.ts';

type Needed = Pick<Services, 'records' | 'clock' | 'jobs' | 'tokens'>;

/**
 * Leaves the token where onJobEnded finds it, then creates the job of this attempt, or adopts the one that an earlier try of this step created.
 * A job that is over before anybody could hear of it is answered here.
 */
export async function startTraining(step: TrainingStep, mlflowTrackingUri: string, services: Needed): Promise<JobAnswer> {
  const { run, attempt } = await waitForJob(step, services);
  const spec = trainingJobSpec(run, attempt, mlflowTrackingUri);
  await createOrAdopt(step, run, spec, services);
  await stopUnlessWanted(step, spec.name, services);
  return answerJob(spec.name, services);
}

/** The last attempt is taken up again under its name, though it may have ended while nobody waited; unless it ended so that a new one may help. Told in one transaction with the token. */
async function waitForJob(step: TrainingStep, services: Needed): Promise<{ readonly run: RunRecord; readonly attempt: Attempt }> {
  const run = await readRun(step, services);
  const open = run.attempts.slice(-1).find((last) => !deservesAnother(last));
  if (run.cancelled && !open) throw new RunCancelledError(run.run);
  const { attempt, attempts, also } = open ? { attempt: open, attempts: run.attempts, also: [] } : await attemptNext(run, services);
  const { number, job, instanceType, startedAt } = attempt;
  const item = { job, project: run.project, run: run.run, attempt: number, token: step.token, storedAt: services.clock.now().toISOString() };
  const written = await advanceRun(
    step,
    { set: { status: 'Training', attempts }, also: [{ put: keys.job(job), item }, ...also], when: unchanged(run) },
    { who: 'startTraining', what: open ? 'training job awaited again' : 'training attempt begun', facts: { job, instanceType, startedAt } },
    services,
  );
  return written.done ? { run, attempt } : waitForJob(step, services);
}

type Begun = NextAttempt & { readonly also: readonly Write[] };

async function attemptNext(run: RunRecord, services: Needed): Promise<Begun> {
  const { training } = trainableOf(run).definition;
  const { taken, turns } = await readTold(training, services);
  const { instanceTypes } = training;
  const nameJob = (number: number) => `${run.run}-a${number}`;
  const next = nextAttempt({ attempts: run.attempts, instanceTypes, setting: 'training.instanceTypes', nameJob, taken }, services.clock.now());
  const turn = turns.get(next.attempt.instanceType);
  return { ...next, also: turn ? [turn] : [] };
}

/** For a run that was cancelled meanwhile no job is created; one that an earlier try created is adopted all the same, so that its end ends the run. */
async function createOrAdopt(step: TrainingStep, run: RunRecord, spec: TrainingJobSpec, services: Needed): Promise<void> {
  const { cancelled } = await readRun(step, services);
  if (!cancelled && (await isCreated(step, run, spec, services))) return;
  const described = await services.jobs.describe(spec.name);
  if (described?.tags['nacre:run'] === run.run && described.tags['nacre:snapshot'] === spec.snapshotSha256) return;
  const obstacle = cancelled ? new RunCancelledError(run.run) : new JobNameTakenError(spec.name);
  await recordNotStarted(step, spec.name, obstacle, services);
  throw obstacle;
}

/** False where a job of this name is there already: an earlier try of this step may have created it before the last machine was taken. */
async function isCreated(step: TrainingStep, run: RunRecord, spec: TrainingJobSpec, services: Needed): Promise<boolean> {
  const { training } = trainableOf(run).definition;
  try {
    if ((await services.jobs.create(spec)) === 'exists') return false;
    await endTurn(spec.instanceType, training, services);
    return true;
  } catch (error) {
    if (!(error instanceof CapacityError)) throw error;
    if (await services.jobs.describe(spec.name)) return false;
    await tellTaken(spec.instanceType, training, error.message, services);
    await recordNotStarted(step, spec.name, error, services);
    throw error;
  }
}

/** This attempt has no job: the account's limit was reached, so that the retry takes the next type, or a stranger's job has the name, which nobody of us may stop. */
async function recordNotStarted(step: TrainingStep, job: string, { name, message }: Error, services: Needed): Promise<void> {
  const run = await readRun(step, services);
  const ended = { status: 'NotStarted', endedAt: services.clock.now().toISOString(), failureReason: `${name}: ${message}` };
  const attempts = run.attempts.map((each) => (each.job === job ? { ...each, ...ended } : each));
  const written = await advanceRun(
    step,
    { set: { attempts }, when: unchanged(run) },
    { who: 'startTraining', what: 'training job not started', why: message, facts: { job } },
    services,
  );
  if (!written.done) await recordNotStarted(step, job, { name, message }, services);
}

/** The run may have been ended or cancelled while its job was being created, by somebody who found no job to stop. The end of a cancelled run's job is still waited for. */
async function stopUnlessWanted(step: TrainingStep, job: string, services: Needed): Promise<void> {
  const { status, cancelled } = await readRun(step, services);
  if (status !== 'Ended' && !cancelled) return;
  await services.jobs.stop(job);
  if (status === 'Ended') throw new RunNotActiveError(step.run);
}
