import { describe, expect, it } from '@jest/globals';
import { answerJob } from '../../core/answer-job.ts';
import { onJobEnded } from '../../core/on-job-ended.ts';
import { keys } from '../../core/records.ts';
import sample from '../../events/training-job-ended.sample.json' with { type: 'json' };
import { TrainingJobEnded } from '../../events/training-job-ended.ts';
import { attempt, givenRun, JOB, PREPARED, STEP } from '../world/given-run.ts';
import type { InMemoryJobs } from '../world/in-memory-sagemaker.ts';

/** A run whose job ended so, with a token that waits. */
async function givenEnd(change: Parameters<InMemoryJobs['change']>[1]) {
  const world = await givenRun({ run: { ...PREPARED, status: 'Training', attempts: [attempt()] } });
  world.services.jobs.occupy(JOB, { 'nacre:run': STEP.run });
  world.services.jobs.change(JOB, change);
  await waitWith(world, 'token-1');
  return world;
}

function waitWith({ records }: Awaited<ReturnType<typeof givenRun>>, token: string) {
  return records.write({ put: keys.job(JOB), item: { job: JOB, ...STEP, attempt: 1, token, storedAt: '2026-11-21T10:00:00.000Z' } });
}

describe('a training job that is over', () => {
  it('is success only when SageMaker calls it Completed', async () => {
    const { services, run } = await givenEnd({ status: 'Completed', secondaryStatus: 'Completed', seconds: 42, modelArtifacts: 's3://artifacts/model.tar.gz' });

    const answer = await answerJob(JOB, services);

    expect(answer).toMatchObject({ became: 'answered', status: 'Completed' });
    expect(services.tokens.answers).toEqual([{ token: 'token-1', output: {} }]);
    expect(await run()).toMatchObject({
      status: 'Trained',
      attempts: [{ status: 'Completed', seconds: 42, modelArtifacts: 's3://artifacts/model.tar.gz', arn: expect.stringContaining(JOB) }],
    });
  });

  it('answers nothing where it is a stranger under our name', async () => {
    const { services, run } = await givenEnd({ status: 'Completed', secondaryStatus: 'Completed', tags: { 'nacre:run': 'abalone-1-zzzzzz' } });

    const answer = await answerJob(JOB, services);

    expect(answer).toEqual({ became: 'stranger', job: JOB });
    expect(services.tokens.answers).toEqual([]);
    expect((await run()).attempts).toEqual([attempt()]);
  });

  it.each([
    ['AlgorithmError: exit code: 1', 'AlgorithmError'],
    ['CapacityError: Unable to provision requested ML compute capacity.', 'CapacityError'],
    ['ClientError: Please use an instance type with more memory.', 'ClientError'],
    ['InternalServerError: We encountered an internal error.  Please try again.', 'InternalServerError'],
    ['Data download failed:Failed to download data. Access denied', 'JobFailedError'],
    ['', 'JobFailedError'],
  ])('as Failed with %j fails its state as %s', async (failureReason, error) => {
    const { services, run } = await givenEnd({ status: 'Failed', secondaryStatus: 'Failed', failureReason });

    await answerJob(JOB, services);

    expect(services.tokens.answers).toMatchObject([{ error, cause: expect.stringContaining(failureReason) }]);
    expect(await run()).toMatchObject({ status: 'Training', attempts: [{ status: 'Failed', failureReason }] });
  });

  it.each([
    ['MaxRuntimeExceeded', 'MaxRuntimeExceededError'],
    ['MaxWaitTimeExceeded', 'CapacityError'],
    ['Stopped', 'TrainingStoppedError'],
  ])('as Stopped (%s) is no success but %s', async (secondaryStatus, error) => {
    const { services } = await givenEnd({ status: 'Stopped', secondaryStatus });

    await answerJob(JOB, services);

    expect(services.tokens.answers).toMatchObject([{ error, cause: expect.stringContaining(JOB) }]);
  });

  it('is answered once, however often it is told', async () => {
    const { services, records } = await givenEnd({ status: 'Completed', secondaryStatus: 'Completed' });
    await answerJob(JOB, services);
    const writes = records.writes();

    const again = await answerJob(JOB, services);

    expect(again).toMatchObject({ became: 'gone' });
    expect(services.tokens.answers).toHaveLength(1);
    expect(records.writes()).toBe(writes);
  });

  it('answers the newer token where a retry has replaced the older one meanwhile', async () => {
    const world = await givenEnd({ status: 'Completed', secondaryStatus: 'Completed' });
    const { services } = world;
    services.tokens.expire('token-1');
    const jobs = {
      ...services.jobs,
      describe: async (name: string) => {
        await waitWith(world, 'token-2');
        return services.jobs.describe(name);
      },
    };

    const answer = await answerJob(JOB, { ...services, jobs });

    expect(answer).toMatchObject({ became: 'answered' });
    expect(services.tokens.answers).toEqual([{ token: 'token-2', output: {} }]);
  });

  it('changes nothing in a run that ended without it', async () => {
    const world = await givenRun({
      run: { ...PREPARED, attempts: [attempt()] },
      project: { active: { run: 'abalone-2-xyz789', number: 2, state: 'working', openedAt: '2026-11-21T10:00:00.000Z' } },
    });
    world.services.jobs.occupy(JOB, { 'nacre:run': STEP.run });
    world.services.jobs.change(JOB, { status: 'Stopped', secondaryStatus: 'Stopped' });
    await waitWith(world, 'token-1');
    world.services.tokens.expire('token-1');

    const answer = await answerJob(JOB, world.services);

    expect(answer).toMatchObject({ became: 'gone' });
    expect((await world.run()).attempts).toEqual([attempt()]);
  });

  it('does not overwrite what somebody else records at the same moment', async () => {
    const { services, run, audit } = await givenEnd({ status: 'Completed', secondaryStatus: 'Completed' });

    await Promise.all([answerJob(JOB, services), answerJob(JOB, services)]);

    expect((await run()).attempts).toHaveLength(1);
    expect(await audit()).toHaveLength(1);
    expect(services.tokens.answers).toHaveLength(1);
  });
});

describe('what is told of a job', () => {
  const told = { ...TrainingJobEnded.parse(sample), detail: { TrainingJobName: JOB, TrainingJobStatus: 'Completed' as const } };

  it('is not believed: a job that SageMaker describes as running goes on', async () => {
    const { services } = await givenEnd({ status: 'InProgress', secondaryStatus: 'Training' });

    const answer = await onJobEnded(told, services);

    expect(answer).toMatchObject({ became: 'running' });
    expect(services.tokens.answers).toEqual([]);
  });

  it("is left alone where the job is not nacre's", async () => {
    const { services, records } = await givenRun();
    services.jobs.occupy(JOB);
    const writes = records.writes();

    const answer = await onJobEnded(told, services);

    expect(answer).toEqual({ became: 'stranger', job: JOB });
    expect(records.writes()).toBe(writes);
  });
});
