import { describe, expect, it } from '@jest/globals';
import { advanceRun } from '../../core/advance-run.ts';
import { answerJob } from '../../core/answer-job.ts';
import { answerTransform } from '../../core/answer-transform.ts';
import { failBatch } from '../../core/fail-batch.ts';
import { failRun } from '../../core/fail-run.ts';
import { reconcile } from '../../core/reconcile.ts';
import { keys } from '../../core/records.ts';
import { GROUP_PREFIX, protocolWorld } from './protocol-world.ts';
import { scoringWorld } from './scoring-world.ts';

/** What Step Functions says when TimeoutSeconds of a state that waits for a token has passed; test/state-machines shows that it leads here. */
const TIMED_OUT = { Error: 'States.Timeout', Cause: '' };
const dies = async () => Promise.reject(new Error('the process died'));

async function waitingForTraining() {
  const world = await protocolWorld();
  const identity = await world.working();
  const job = `${identity.run}-a1`;
  const attempt = { number: 1, job, instanceType: 'ml.g5.xlarge', startedAt: '2026-11-21T10:00:00.000Z' };
  const waiting = { job, ...identity, attempt: 1, token: 'token-1', storedAt: '2026-11-21T10:00:00.000Z' };
  const change = { set: { status: 'Training' }, append: { attempts: [attempt] }, also: [{ put: keys.job(job), item: waiting }] };
  await advanceRun(identity, change, { who: 'startTraining', what: 'training attempt begun' }, world.services);
  world.services.jobs.occupy(job, { 'nacre:run': identity.run });
  world.services.tokens.expire('token-1');
  return { world, identity, job };
}

describe('a token that nobody answered in time leaves no job behind', () => {
  it('of a run: its job is stopped, and the end of the job changes nothing any more', async () => {
    const { world, identity, job } = await waitingForTraining();

    await failRun({ ...identity, error: TIMED_OUT }, GROUP_PREFIX, world.services);
    const ended = await world.run(identity.run);
    world.services.jobs.change(job, { status: 'Completed', secondaryStatus: 'Completed' });
    const { became } = await answerJob(job, world.services);

    expect(world.services.jobs.stopped).toEqual([job]);
    expect(ended).toMatchObject({ outcome: 'Failed', failure: { class: 'States.Timeout' } });
    expect(became).toBe('gone');
    expect(await world.run(identity.run)).toEqual(ended);
  });

  it('of a run whose failure was recorded by somebody who died before he could stop the job', async () => {
    const { world, identity, job } = await waitingForTraining();
    const services = { ...world.services, jobs: { ...world.services.jobs, stop: dies } };
    await expect(failRun({ ...identity, error: TIMED_OUT }, GROUP_PREFIX, services)).rejects.toThrow('died');

    await reconcile(GROUP_PREFIX, world.services);

    expect(world.services.jobs.stopped).toEqual([job]);
  });

  it('of a scoring: its job is stopped, and the end of the job changes nothing any more', async () => {
    const world = await scoringWorld();
    const { batch, job } = await world.transforming();
    world.services.tokens.expire('token-1');

    await failBatch({ ...(await world.identityOf(batch)), error: TIMED_OUT }, world.services);
    const ended = await world.batch(batch);
    world.services.transforms.change(job, { status: 'Completed' });
    const { became } = await answerTransform(job, world.services);

    expect(world.services.transforms.stopped).toEqual([job]);
    expect(ended).toMatchObject({ outcome: 'Failed', failure: { class: 'TransformTooLongError' } });
    expect(became).toBe('gone');
    expect(await world.batch(batch)).toEqual(ended);
  });

  it('of a scoring whose failure was recorded by somebody who died before he could stop the job', async () => {
    const world = await scoringWorld();
    const { batch, job } = await world.transforming();
    const services = { ...world.services, transforms: { ...world.services.transforms, stop: dies } };
    await expect(failBatch({ ...(await world.identityOf(batch)), error: TIMED_OUT }, services)).rejects.toThrow('died');

    await reconcile(GROUP_PREFIX, world.services);

    expect(world.services.transforms.stopped).toEqual([job]);
  });
});
