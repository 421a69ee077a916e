import { describe, expect, it } from '@jest/globals';
import { endBatch } from '../../core/end-batch.ts';
import { reconcile } from '../../core/reconcile.ts';
import { stopTransform } from '../../core/stop-transform.ts';
import { GROUP_PREFIX } from './protocol-world.ts';
import { scoringWorld } from './scoring-world.ts';

describe('stopping the transform of an attempt that is over', () => {
  it('stops the job that runs, and deletes its model', async () => {
    const world = await scoringWorld();
    const { batch, job } = await world.transforming();

    await stopTransform(await world.identityOf(batch), world.services);

    expect(world.services.transforms.stopped).toEqual([job]);
    expect(world.services.transforms.models()).toEqual([]);
  });

  it('deletes the model that StartTransform, tried again, made anew for a job that was over by then', async () => {
    const world = await scoringWorld();
    const { batch } = await world.transforming();
    const [spec] = world.services.transforms.created;
    await world.end(batch);
    if (spec) await world.services.transforms.create(spec);
    expect(world.services.transforms.models()).toHaveLength(1);

    await stopTransform(await world.identityOf(batch), world.services);

    expect(world.services.transforms.stopped).toEqual([]);
    expect(world.services.transforms.models()).toEqual([]);
  });

  it("leaves a stranger's model of that name alone", async () => {
    const world = await scoringWorld();
    const { batch = '' } = await world.acceptBatch(world.uploadBatch());
    await world.check(batch);
    world.services.transforms.occupyModel(`${batch}-1-j1`);
    await expect(world.start(batch)).rejects.toMatchObject({ name: 'TransformNameTakenError' });

    await stopTransform(await world.identityOf(batch), world.services);

    expect(world.services.transforms.models()).toEqual([`${batch}-1-j1`]);
  });

  it('is done by reconcile where whoever ended the scoring died before he could', async () => {
    const world = await scoringWorld();
    const { batch, job } = await world.transforming();
    const failure = { class: 'States.Timeout', cause: 'x', transient: false, nextStep: 'x', logTail: [] };
    await endBatch(await world.identityOf(batch), { outcome: 'Failed', failure, who: 'failBatch' }, world.services);

    await reconcile(GROUP_PREFIX, world.services);

    expect(world.services.transforms.stopped).toEqual([job]);
    expect(world.services.transforms.models()).toEqual([]);
  });
});
