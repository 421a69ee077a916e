import { describe, expect, it } from '@jest/globals';
import { advanceRun } from '../../core/advance-run.ts';
import { failRun } from '../../core/fail-run.ts';
import { FailedStep } from '../../events/run-step.ts';
import { GROUP_PREFIX, type ProtocolWorld, protocolWorld } from './protocol-world.ts';

async function training(world: ProtocolWorld, status?: string) {
  const run = await world.working();
  const attempt = { number: 1, job: `${run.run}-a1`, instanceType: 'ml.g5.xlarge', startedAt: '2026-11-21T10:00:00.000Z', ...(status && { status }) };
  await advanceRun(run, { append: { attempts: [attempt] } }, { who: 'startTraining', what: 'training started' }, world.services);
  return { ...run, job: attempt.job };
}

const caught = { Error: 'AlgorithmError', Cause: 'AlgorithmError: exit code 1' };

describe('failRun', () => {
  it('records the class, the cause, the last log lines and the next step', async () => {
    const world = await protocolWorld();
    const { job, ...run } = await training(world, 'Failed');
    world.services.jobs.log(
      job,
      Array.from({ length: 30 }, (_, n) => `line ${n}`),
    );

    const { outcome } = await failRun({ ...run, error: caught }, GROUP_PREFIX, world.services);

    const { failure } = await world.run(run.run);
    expect(outcome).toBe('Failed');
    expect(failure).toMatchObject({ class: 'AlgorithmError', cause: 'AlgorithmError: exit code 1', transient: false });
    expect(failure?.logTail).toHaveLength(20);
    expect(failure?.logTail.at(-1)).toBe('line 29');
    expect(world.services.jobs.stopped).toEqual([]);
  });

  it('stops a job that still runs, once the outcome is safe, and again when it is tried again', async () => {
    const world = await protocolWorld();
    const { job, ...run } = await training(world);
    const stop = async (name: string) => {
      expect((await world.run(run.run)).outcome).toBe('Failed');
      await world.services.jobs.stop(name);
    };
    const services = { ...world.services, jobs: { ...world.services.jobs, stop } };

    await failRun({ ...run, error: { Error: 'States.Timeout', Cause: '' } }, GROUP_PREFIX, services);
    await failRun({ ...run, error: { Error: 'States.Timeout', Cause: '' } }, GROUP_PREFIX, services);

    expect(world.services.jobs.stopped).toEqual([job, job]);
  });

  it('records the failure even where the log cannot be read', async () => {
    const world = await protocolWorld();
    const { job, ...run } = await training(world, 'Failed');
    const logTail = async () => Promise.reject(Object.assign(new Error('no'), { name: 'ThrottlingException' }));

    await failRun({ ...run, error: caught }, GROUP_PREFIX, { ...world.services, jobs: { ...world.services.jobs, logTail } });

    expect((await world.run(run.run)).failure?.logTail).toEqual([`(the log of ${job} could not be read: ThrottlingException)`]);
  });

  it('puts the request back when a step timed out before training', async () => {
    const world = await protocolWorld();
    const run = await world.working();

    await failRun(
      { ...run, error: { Error: 'Sandbox.Timedout', Cause: '{"errorMessage":"Task timed out after 30.00 seconds"}' } },
      GROUP_PREFIX,
      world.services,
    );

    expect(await world.waiting()).toHaveLength(1);
    expect((await world.run(run.run)).failure).toMatchObject({ cause: 'Task timed out after 30.00 seconds', transient: true });
  });

  it('takes what Catch hands over, with or without a cause', () => {
    expect(FailedStep.parse({ project: 'cars', run: 'cars-1-abcdef', error: { Error: 'States.Timeout' } }).error).toEqual({
      Error: 'States.Timeout',
      Cause: '',
    });
  });
});
