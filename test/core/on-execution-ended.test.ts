import { describe, expect, it } from '@jest/globals';
import { advanceRun } from '../../core/advance-run.ts';
import { endRun } from '../../core/end-run.ts';
import { onExecutionEnded } from '../../core/on-execution-ended.ts';
import sample from '../../events/execution-ended.sample.json' with { type: 'json' };
import { ExecutionEnded } from '../../events/execution-ended.ts';
import { GROUP_PREFIX, OWNERS, type ProtocolWorld, protocolWorld } from './protocol-world.ts';

const PREFIX = 'arn:aws:states:eu-west-1:123456789012:execution:nacre-dev-train-model:';

const endedEvent = (run: string) => ExecutionEnded.parse({ ...sample, detail: { ...sample.detail, executionArn: `${PREFIX}${run}`, name: run } });

async function trainingRun(world: ProtocolWorld) {
  const identity = await world.working();
  const attempt = { number: 1, job: `${identity.run}-a1`, instanceType: 'ml.g5.xlarge', startedAt: '2026-11-21T10:00:00.000Z' };
  await advanceRun(identity, { append: { attempts: [attempt] } }, { who: 'startTraining', what: 'training started' }, world.services);
  world.services.jobs.occupy(attempt.job);
  return { identity, run: identity.run, job: attempt.job };
}

describe('onExecutionEnded', () => {
  it('records an aborted execution as cancelled, releases the project, stops the job, mails and opens the next run', async () => {
    const world = await protocolWorld();
    const { run, job } = await trainingRun(world);
    await world.accept(world.upload('cars/datasets/next.csv'));
    world.services.executions.end(run, 'ABORTED', 'OperatorStop', 'stopped by hand');

    const ended = await onExecutionEnded(endedEvent(run), GROUP_PREFIX, world.services);

    expect(ended).toEqual({ run, outcome: 'Cancelled' });
    expect(await world.run(run)).toMatchObject({ outcome: 'Cancelled', verdict: { details: ['Given cause: stopped by hand'] } });
    expect((await world.project()).active).toMatchObject({ number: 2 });
    expect(world.services.jobs.stopped).toEqual([job]);
    expect(world.services.mails.sent.map(({ to }) => to)).toEqual(OWNERS);
    expect(world.services.executions.started).toHaveLength(2);
  });

  it.each([
    ['TIMED_OUT', undefined, 'ExecutionTimedOut', 0],
    ['FAILED', 'States.Runtime', 'States.Runtime', 0],
    ['FAILED', undefined, 'States.Runtime', 0],
    ['FAILED', 'RunNotRecorded', 'RunNotRecorded', 1],
  ])('records an execution that is %s (%s) as failed: %s', async (status, error, name, putBack) => {
    const world = await protocolWorld();
    const { run } = await trainingRun(world);
    world.services.executions.end(run, status, error, 'cause');

    const { outcome } = await onExecutionEnded(endedEvent(run), GROUP_PREFIX, world.services);

    expect(outcome).toBe('Failed');
    expect((await world.run(run)).failure?.class).toBe(name);
    expect(await world.waiting()).toHaveLength(putBack);
  });

  it('does nothing where a state has ended the run already', async () => {
    const world = await protocolWorld();
    const { run, identity } = await trainingRun(world);
    await endRun(identity, { outcome: 'Refused', who: 'finishRun' }, world.services);
    world.services.executions.end(run, 'FAILED', 'MailsNotSent');
    const before = world.records.writes();

    const ended = await onExecutionEnded(endedEvent(run), GROUP_PREFIX, world.services);

    expect(ended).toEqual({ run });
    expect(world.records.writes()).toBe(before);
  });

  it('stops the job of a run that somebody ended who died before he could', async () => {
    const world = await protocolWorld();
    const { run, identity, job } = await trainingRun(world);
    world.services.executions.end(run, 'ABORTED');
    await endRun(identity, { outcome: 'Cancelled', who: 'onExecutionEnded' }, world.services);

    await onExecutionEnded(endedEvent(run), GROUP_PREFIX, world.services);

    expect(world.services.jobs.stopped).toEqual([job]);
  });

  it('comes back for a job that a function may still create, which did not notice the end of its execution', async () => {
    const world = await protocolWorld();
    const { run, identity } = await trainingRun(world);
    const attempt = { number: 2, job: `${run}-a2`, instanceType: 'ml.g5.xlarge', startedAt: world.services.clock.now().toISOString() };
    await advanceRun(identity, { append: { attempts: [attempt] } }, { who: 'startTraining', what: 'training attempt begun' }, world.services);
    world.services.executions.end(run, 'ABORTED');

    await expect(onExecutionEnded(endedEvent(run), GROUP_PREFIX, world.services)).rejects.toThrow('may still be created');
    world.services.jobs.occupy(attempt.job);
    await onExecutionEnded(endedEvent(run), GROUP_PREFIX, world.services);

    expect((await world.run(run)).outcome).toBe('Cancelled');
    expect(world.services.jobs.stopped).toEqual([attempt.job, attempt.job]);
  });

  it('believes Step Functions, not the event: an execution that runs is left alone', async () => {
    const world = await protocolWorld();
    const { run } = await trainingRun(world);

    await onExecutionEnded(endedEvent(run), GROUP_PREFIX, world.services);

    expect((await world.project()).active?.run).toBe(run);
  });

  it('leaves executions alone that are no runs', async () => {
    const world = await protocolWorld();
    const describe = async () => ({ name: 'by-hand', status: 'ABORTED', startedAt: '2026-11-21T10:00:00.000Z' });
    const services = { ...world.services, executions: { ...world.services.executions, describe } };

    expect(await onExecutionEnded(endedEvent('by-hand'), GROUP_PREFIX, services)).toEqual({ run: 'by-hand' });
  });

  it('counts a run as succeeded whose execution was aborted after the registration', async () => {
    const world = await protocolWorld();
    const { run, identity } = await trainingRun(world);
    await advanceRun(
      identity,
      { set: { modelPackage: { arn: 'a', version: 1, approval: 'Approved' } } },
      { who: 'registerModel', what: 'registered' },
      world.services,
    );
    world.services.executions.end(run, 'ABORTED');

    const { outcome } = await onExecutionEnded(endedEvent(run), GROUP_PREFIX, world.services);

    expect(outcome).toBe('Succeeded');
  });
});
