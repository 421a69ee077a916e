import type { TransformStep } from '../events/batch-step.ts';
import { advanceBatch } from './advance-batch.ts';
import { unchanged } from './advance-run.ts';
import { answerTransform, type TransformAnswer } from './answer-transform.ts';
import { nameTransform } from './batch-files.ts';
import { CapacityError, ScoringEndedError, TransformNameTakenError } from './errors.ts';
import { deservesAnother, type NextAttempt, nextAttempt } from './next-attempt.ts';
import type { Services, TransformSpec } from './ports.ts';
import { readBatch } from './read-batch.ts';
import { readProjectRecord } from './read-record.ts';
import { type Attempt, type BatchRecord, keys } from './records.ts';
import { DEFAULT_SCORING, type ScoringSettings } from './scoring-settings.ts';
import { jobsOfAttempt } from './stop-transform.ts';
import { scorableOf, transformSpec } from './transform-spec.ts';
import { verifyModel } from './verify-model.ts';

type Needed = Pick<Services, 'records' | 'clock' | 'transforms' | 'artifacts' | 'tokens'>;

/**
 * Leaves the token where onTransformEnded finds it, then creates the transform job, or adopts the one that an earlier try of this step created.
 * A job that is over before anybody could hear of it is answered here. Nothing is created for a model that is not the registered one.
 */
export async function startTransform(step: TransformStep, services: Needed): Promise<TransformAnswer> {
  const { scoring = DEFAULT_SCORING } = (await readProjectRecord(step.project, services)).definition;
  await verifyModel(scorableOf(await readBatch(step, services)).model, services);
  const { record, attempt } = await waitForJob(step, scoring, services);
  const spec = transformSpec(record, attempt, scoring, services.artifacts);
  await createOrAdopt(step, spec, services);
  await stopIfEnded(step, spec.name, services);
  return answerTransform(spec.name, services);
}

/** The last job is taken up again under its name, though it may have ended while nobody waited; unless it ended so that a new one may help. Told in one transaction with the token. */
async function waitForJob(
  step: TransformStep,
  scoring: ScoringSettings,
  services: Needed,
): Promise<{ readonly record: BatchRecord; readonly attempt: Attempt }> {
  const record = await readBatch(step, services);
  const open = jobsOfAttempt(record, step)
    .slice(-1)
    .find((last) => !deservesAnother(last));
  const { attempt, attempts: jobs } = open ? { attempt: open, attempts: record.jobs } : nextJob(record, scoring, services.clock.now());
  const { job, instanceType, startedAt } = attempt;
  const { project, batch, attempt: at, token } = step;
  const written = await advanceBatch(
    step,
    {
      set: { status: 'Transforming', jobs },
      also: [{ put: keys.job(job), item: { job, project, batch, attempt: at, token, storedAt: services.clock.now().toISOString() } }],
      when: unchanged(record),
    },
    { who: 'startTransform', what: open ? 'transform job awaited again' : 'transform job begun', facts: { job, instanceType, startedAt } },
    services,
  );
  return written.done ? { record, attempt } : waitForJob(step, scoring, services);
}

/** Jobs of an earlier attempt at the scoring stay as they are. */
function nextJob(record: BatchRecord, { instanceTypes }: ScoringSettings, now: Date): NextAttempt {
  const mine = jobsOfAttempt(record, record);
  const nameJob = (number: number) => nameTransform(record, number);
  const { attempt, attempts } = nextAttempt({ attempts: mine, instanceTypes, setting: 'scoring.instanceTypes', nameJob, taken: new Set() }, now);
  return { attempt, attempts: [...record.jobs.filter((job) => !mine.includes(job)), ...attempts] };
}

async function createOrAdopt(step: TransformStep, spec: TransformSpec, services: Needed): Promise<void> {
  if (await isCreated(step, spec, services)) return;
  const described = await services.transforms.describe(spec.name);
  if (described?.tags['nacre:batch'] === spec.batch && described.tags['nacre:clean-sha256'] === spec.cleanSha256) return;
  const taken = new TransformNameTakenError(spec.name);
  await recordNotStarted(step, spec.name, taken, services);
  throw taken;
}

/** False where a job of this name is there already: an earlier try of this step may have created it before the last machine was taken. */
async function isCreated(step: TransformStep, spec: TransformSpec, services: Needed): Promise<boolean> {
  try {
    return (await services.transforms.create(spec)) === 'created';
  } catch (error) {
    if (error instanceof CapacityError) {
      if (await services.transforms.describe(spec.name)) return false;
      // The model first: once the record says that there is no job, nobody looks for its model again.
      await services.transforms.discardModel(spec.name);
    } else if (!(error instanceof TransformNameTakenError)) throw error;
    await recordNotStarted(step, spec.name, error, services);
    throw error;
  }
}

/** There is no job of this name that is ours: the retry takes the next type, and nobody of us stops a stranger's. */
async function recordNotStarted(step: TransformStep, job: string, { name, message }: Error, services: Needed): Promise<void> {
  const record = await readBatch(step, services);
  const ended = { status: 'NotStarted', endedAt: services.clock.now().toISOString(), failureReason: `${name}: ${message}` };
  const jobs = record.jobs.map((each) => (each.job === job ? { ...each, ...ended } : each));
  const written = await advanceBatch(
    step,
    { set: { jobs }, when: unchanged(record) },
    { who: 'startTransform', what: 'transform job not started', why: message, facts: { job } },
    services,
  );
  if (!written.done) await recordNotStarted(step, job, { name, message }, services);
}

/** The scoring may have been ended while its job was being created, by somebody who found no job to stop. */
async function stopIfEnded(step: TransformStep, job: string, services: Needed): Promise<void> {
  const { status, attempt } = await readBatch(step, services);
  if (status !== 'Ended' && attempt === step.attempt) return;
  await services.transforms.stop(job);
  throw new ScoringEndedError(step.batch, step.attempt);
}
