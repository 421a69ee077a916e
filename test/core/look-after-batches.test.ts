import { describe, expect, it } from '@jest/globals';
import { lookAfterBatches } from '../../core/look-after-batches.ts';
import { countedCalls } from '../world/counted-calls.ts';
import { scoringWorld } from './scoring-world.ts';

describe('looking after batches', () => {
  it.each(['Completed', 'Failed'] as const)(
    'answers for a job whose end stands in the record, for whoever wrote it may have died before he answered: %s',
    async (status) => {
      const world = await scoringWorld();
      const { job } = await world.transforming();
      world.services.transforms.change(job, { status });
      const fails = () => Promise.reject(new Error('the connection to Step Functions was lost'));
      await expect(lookAfterBatches('cars', { ...world.services, tokens: { succeed: fails, fail: fails } })).rejects.toThrow('lost');

      const { answered } = await lookAfterBatches('cars', world.services);

      expect(answered).toEqual([job]);
      expect(world.services.tokens.answers).toMatchObject([{ token: 'token-1' }]);
    },
  );

  it('ends a scoring whose execution is over where nobody was told, stops its job and mails', async () => {
    const world = await scoringWorld();
    const { batch, job } = await world.transforming();
    world.services.executions.end(`${batch}-1`, 'ABORTED');

    const { ended } = await lookAfterBatches('cars', world.services);

    expect(ended).toEqual([`${batch}-1`]);
    expect(await world.batch(batch)).toMatchObject({ status: 'Ended', outcome: 'Cancelled' });
    expect(world.services.transforms.stopped).toEqual([job]);
    expect(world.services.mails.sent).not.toEqual([]);
  });

  it('does not start a scoring for ever whose execution was over before its first step could work', async () => {
    const world = await scoringWorld();
    const { batch = '' } = await world.acceptBatch(world.uploadBatch());
    world.services.executions.end(`${batch}-1`, 'FAILED', 'BatchNotRecorded', 'x');

    const looks = [await lookAfterBatches('cars', world.services), await lookAfterBatches('cars', world.services)];

    expect(looks).toMatchObject([
      { started: [], ended: [`${batch}-1`] },
      { started: [], ended: [] },
    ]);
    expect(await world.batch(batch)).toMatchObject({ status: 'Waiting', attempt: 2 });
  });

  it('starts a scoring once that was opened and never started, tells it, and asks nobody to start it again', async () => {
    const world = await scoringWorld();
    world.services.executions.loseNextStart();
    await expect(world.acceptBatch(world.uploadBatch())).rejects.toThrow('lost');
    const [{ batch } = { batch: '' }] = await world.batches();
    const calls: Record<string, number> = {};
    const services = { ...world.services, scorings: countedCalls('scorings', world.services.scorings, calls) };

    const looks = [await lookAfterBatches('cars', services), await lookAfterBatches('cars', services)];

    expect(looks.map(({ started }) => started)).toEqual([[`${batch}-1`], []]);
    expect(calls).toEqual({ 'scorings.find': 2, 'scorings.start': 1 });
    expect((await world.batchAudit(batch)).filter((what) => String(what).startsWith('repaired'))).toEqual(['repaired: started']);
  });

  it('opens a scoring that waited, with one call of Step Functions', async () => {
    const world = await scoringWorld({ model: false });
    const { batch = '' } = await world.acceptBatch(world.uploadBatch());
    await world.register(1);
    const calls: Record<string, number> = {};
    const services = { ...world.services, scorings: countedCalls('scorings', world.services.scorings, calls) };

    expect(await lookAfterBatches('cars', services)).toEqual({ started: [`${batch}-1`], ended: [], answered: [] });
    expect(calls).toEqual({ 'scorings.start': 1 });
  });

  it('leaves a scoring alone whose execution goes on', async () => {
    const world = await scoringWorld();
    const { batch } = await world.transforming();
    const before = world.records.writes();

    expect(await lookAfterBatches('cars', world.services)).toEqual({ started: [], ended: [], answered: [] });
    expect(world.records.writes()).toBe(before);
    expect((await world.batch(batch)).status).toBe('Transforming');
  });
});
