import { describe, expect, it } from '@jest/globals';
import { keys } from '../../core/records.ts';
import { opened, type ProtocolWorld, protocolWorld } from './protocol-world.ts';
import { accept, digestOf, push } from './pushed-images.ts';

const imageOf = async (world: ProtocolWorld) => (await world.run((await world.project()).active?.run ?? '')).image;

describe('a run that a push asked for', () => {
  it('trains with the digest of the push, with its commit, wherever the tag points by now', async () => {
    const world = await protocolWorld();
    world.services.datasets.put('cars/datasets/cars.csv', 'age,price\n');
    const { requests } = await accept(world, push(world, 'a'));
    push(world, 'b');

    await world.claim(requests[0]?.run ?? '');

    expect(await imageOf(world)).toMatchObject({ digest: digestOf('a'), commit: 'a'.repeat(40), tag: 'latest' });
  });

  it('trains with the newest of the pushes that it claimed, in whatever order they were told', async () => {
    const world = await protocolWorld();
    const run = await opened(world);
    const [older, newer] = [push(world, 'a'), push(world, 'b', { time: '2026-11-21T10:01:00Z' })];
    push(world, 'c');
    await accept(world, newer);
    await accept(world, older);

    await world.claim(run);

    expect(await imageOf(world)).toMatchObject({ digest: digestOf('b') });
  });

  it('does not fall back behind a newer push when an older request waits again after a failure', async () => {
    const world = await protocolWorld();
    world.services.datasets.put('cars/datasets/cars.csv', 'age,price\n');
    const { requests } = await accept(world, push(world, 'a'));
    await accept(world, push(world, 'b', { time: '2026-11-21T10:01:00Z' }));
    const newer = (await world.requests()).find(({ image }) => image?.digest === digestOf('b'));
    await world.records.write({ delete: keys.waiting('cars', newer?.askedAt ?? '', newer?.id ?? '') });

    await world.claim(requests[0]?.run ?? '');

    expect(await imageOf(world)).toMatchObject({ digest: digestOf('b') });
  });

  it('trains with what the tag names where the project has turned to another image meanwhile', async () => {
    const world = await protocolWorld();
    world.services.datasets.put('cars/datasets/cars.csv', 'age,price\n');
    const { requests } = await accept(world, push(world, 'a'));
    push(world, 'v', { tag: 'v2' });
    await world.records.write({ update: keys.project('cars'), set: { 'definition.training.image.tag': 'v2' } });

    await world.claim(requests[0]?.run ?? '');

    expect(await imageOf(world)).toMatchObject({ digest: digestOf('v'), tag: 'v2' });
  });

  it('fails where the pushed digest is gone, and says so', async () => {
    const world = await protocolWorld();
    world.services.datasets.put('cars/datasets/cars.csv', 'age,price\n');
    const { requests } = await accept(world, push(world, 'a'));
    Object.assign(world.services, { images: { resolve: async () => undefined } });

    await expect(world.claim(requests[0]?.run ?? '')).rejects.toMatchObject({
      name: 'ImageNotFoundError',
      message: expect.stringContaining(`nacre/training@${digestOf('a')}`),
    });
  });

  it('is skipped where the project has no data yet', async () => {
    const world = await protocolWorld();
    const { requests } = await accept(world, push(world, 'a'));

    const { next } = await world.claim(requests[0]?.run ?? '');

    expect(next).toBe('finish');
    expect((await world.run(requests[0]?.run ?? '')).verdict).toMatchObject({
      outcome: 'Skipped',
      reason: 'There is no data to train on yet: no .csv file lies under cars/datasets/.',
    });
  });
});
