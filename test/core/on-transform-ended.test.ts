import { describe, expect, it } from '@jest/globals';
import { endBatch } from '../../core/end-batch.ts';
import { onTransformEnded } from '../../core/on-transform-ended.ts';
import { keys } from '../../core/records.ts';
import sample from '../../events/transform-job-ended.sample.json' with { type: 'json' };
import { TransformJobEnded } from '../../events/transform-job-ended.ts';
import { scoringWorld } from './scoring-world.ts';

describe('onTransformEnded', () => {
  it('takes the event that AWS documents', () => {
    expect(TransformJobEnded.parse(sample).detail.TransformJobStatus).toBe('Completed');
  });

  it('answers the token of a job that completed, records its end first, and deletes its model', async () => {
    const world = await scoringWorld();
    const { batch, job } = await world.transforming();
    expect(world.services.transforms.models()).toEqual([job]);

    const answer = await world.end(batch);

    expect(answer).toEqual({ became: 'answered', project: 'cars', batch, job, status: 'Completed' });
    expect(world.services.tokens.answers).toEqual([{ token: 'token-1', output: {} }]);
    expect(await world.batch(batch)).toMatchObject({ status: 'Transformed', jobs: [{ job, status: 'Completed', seconds: 12 }] });
    expect(world.services.transforms.models()).toEqual([]);
  });

  it.each([
    ['AlgorithmError: See job logs for more information', 'TransformFailedError'],
    ['', 'TransformFailedError'],
    ['InternalServerError: We encountered an internal error.', 'InternalServerError'],
    ['CapacityError: Unable to provision requested ML compute capacity.', 'CapacityError'],
  ])('answers that a job failed: %j', async (failureReason, error) => {
    const world = await scoringWorld();
    const { batch } = await world.transforming();

    await world.end(batch, { status: 'Failed', ...(failureReason && { failureReason }) });

    expect(world.services.tokens.answers).toMatchObject([{ error, cause: expect.stringContaining(failureReason || 'gave no reason') }]);
    expect((await world.batch(batch)).status).toBe('Transforming');
  });

  it('takes a job that somebody stopped for no success', async () => {
    const world = await scoringWorld();
    const { batch } = await world.transforming();

    await world.end(batch, { status: 'Stopped' });

    expect(world.services.tokens.answers).toMatchObject([{ error: 'TransformStoppedError' }]);
  });

  it.each(['InProgress', 'Stopping'] as const)('believes SageMaker that a job is %s, whatever the event says', async (status) => {
    const world = await scoringWorld();
    const { batch } = await world.transforming();

    expect(await world.end(batch, { status })).toMatchObject({ became: 'running' });
    expect(world.services.tokens.answers).toEqual([]);
  });

  it('leaves jobs alone that are not ours', async () => {
    const world = await scoringWorld();
    const { job } = await world.transforming();
    world.services.transforms.occupy(job, { 'nacre:batch': 'other' });
    const detail = (TransformJobName: string) => TransformJobEnded.parse({ ...sample, detail: { ...sample.detail, TransformJobName } });

    const answers = [await onTransformEnded(detail('stranger'), world.services), await onTransformEnded(detail(job), world.services)];

    expect(answers.map(({ became }) => became)).toEqual(['stranger', 'stranger']);
  });

  it('answers once, however often it is told', async () => {
    const world = await scoringWorld();
    const { batch } = await world.transforming();

    const answers = [await world.end(batch), await world.end(batch)];

    expect(answers.map(({ became }) => became)).toEqual(['answered', 'gone']);
    expect(world.services.tokens.answers).toHaveLength(1);
  });

  it('answers the token that replaced the one it had read', async () => {
    const world = await scoringWorld();
    const { batch, job } = await world.transforming();
    world.services.tokens.expire('token-1');
    world.before(async (_, nth) => {
      if (nth === 1) await world.records.write({ update: keys.job(job), set: { token: 'token-2' } });
    });

    await world.end(batch);

    expect(world.services.tokens.answers).toEqual([{ token: 'token-2', output: {} }]);
  });

  it('keeps what the record of an ended scoring says', async () => {
    const world = await scoringWorld();
    const { batch } = await world.transforming();
    await endBatch(await world.identityOf(batch), { outcome: 'Cancelled', who: 'test' }, world.services);

    await world.end(batch);

    expect(await world.batch(batch)).toMatchObject({ outcome: 'Cancelled' });
    expect(world.services.transforms.models()).toEqual([]);
  });

  it('records the end on top of what somebody else changed meanwhile', async () => {
    const world = await scoringWorld();
    const { batch } = await world.transforming();
    world.before(async (_, nth) => {
      if (nth === 1) await world.records.write({ update: keys.batch('cars', batch), set: { changed: 'by somebody else' } });
    });

    await world.end(batch);

    expect((await world.batch(batch)).jobs).toMatchObject([{ status: 'Completed' }]);
  });
});
