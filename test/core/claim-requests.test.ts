import { describe, expect, it } from '@jest/globals';
import { keys } from '../../core/records.ts';
import { dieAtWrite, opened, protocolWorld } from './protocol-world.ts';

const ids = (requests: readonly { readonly id: string }[]) => requests.map(({ id }) => id).toSorted();

describe('claimRequests', () => {
  it('makes the request its own and fixes definition, object version and image, in two writes', async () => {
    const world = await protocolWorld();
    const run = await opened(world);
    const before = world.records.writes();

    const claimed = await world.claim(run);

    expect(claimed).toEqual({ next: 'go', trainingTimeoutSeconds: 3600 + 7200, requests: 1 });
    expect(world.records.writes() - before).toBe(2);
    expect(await world.waiting()).toEqual([]);
    expect(await world.requests()).toMatchObject([{ status: 'claimed', run }]);
    expect((await world.project()).active?.state).toBe('working');
    expect(await world.run(run)).toMatchObject({
      status: 'Claimed',
      execution: expect.stringContaining(run),
      requests: [{ trigger: 'upload' }],
      definition: { project: 'cars' },
      objects: [{ key: 'cars/datasets/001.csv', versionId: 'v1' }],
      image: { digest: `sha256:${'ab'.repeat(32)}`, commit: 'c0ffee' },
    });
  });

  it('claims more than a hundred requests in one run', async () => {
    const world = await protocolWorld();
    const run = await opened(world, 130);

    const { requests } = await world.claim(run);

    expect(requests).toBe(130);
    expect(await world.waiting()).toEqual([]);
    expect(ids((await world.run(run)).requests)).toEqual(ids(await world.requests()));
  });

  it('leaves to the next run what is more than its record could name', async () => {
    const world = await protocolWorld();
    const run = await opened(world, 1010);

    const { requests } = await world.claim(run);

    expect(requests).toBe(1000);
    expect(await world.waiting()).toHaveLength(10);
  });

  it.each([1, 2, 3, 4])('loses and doubles nothing when it dies at write %i and is tried again', async (nth) => {
    const world = await protocolWorld();
    const run = await opened(world, 130);
    dieAtWrite(world, nth);
    await expect(world.claim(run)).rejects.toThrow('the process died');

    await world.claim(run);

    expect(await world.waiting()).toEqual([]);
    expect(ids((await world.run(run)).requests)).toEqual(ids(await world.requests()));
    expect((await world.requests()).every((request) => request.run === run)).toBe(true);
  });

  it('claims each request once when two deliveries of the step work side by side', async () => {
    const world = await protocolWorld();
    const run = await opened(world, 60);

    await Promise.all([world.claim(run), world.claim(run)]);

    expect(ids((await world.run(run)).requests)).toEqual(ids(await world.requests()));
    expect((await world.audit(run)).filter((what) => what === 'inputs fixed')).toHaveLength(1);
  });

  it('claims nothing more once the inputs are fixed: what lands later is for the next run', async () => {
    const world = await protocolWorld();
    const run = await opened(world);
    const first = await world.claim(run);
    await world.accept(world.upload('cars/datasets/later.csv'));

    const again = await world.claim(run);

    expect(again).toEqual(first);
    expect(await world.waiting()).toHaveLength(1);
  });

  it('leaves a file that lands between the claim and the listing to wait for a run of its own', async () => {
    const world = await protocolWorld();
    const run = await opened(world);
    world.before(async (_, nth) => {
      if (nth === 2) await world.accept(world.upload('cars/datasets/between.csv'));
    });

    await world.claim(run);

    expect(await world.waiting()).toHaveLength(1);
    expect((await world.run(run)).requests).toHaveLength(1);
  });

  it('lists again when another delivery claimed a newer file meanwhile', async () => {
    const world = await protocolWorld();
    const run = await opened(world);
    world.before(async (writes, nth) => {
      if (nth !== 2 || !('update' in (writes[0] ?? {}))) return;
      world.before(() => {});
      world.services.clock.pass(60);
      await world.accept(world.upload('cars/datasets/newer.csv'));
      await world.claim(run);
    });

    await world.claim(run);

    const { objects, requests } = await world.run(run);
    expect(requests).toHaveLength(2);
    expect(objects).toMatchObject([{ key: 'cars/datasets/newer.csv' }]);
  });

  it('claims nothing more once another delivery has fixed the inputs meanwhile', async () => {
    const world = await protocolWorld();
    const run = await opened(world);
    world.before(async () => {
      world.before(() => {});
      await world.claim(run);
      await world.accept(world.upload('cars/datasets/late.csv'));
    });

    await world.claim(run);

    expect(await world.waiting()).toHaveLength(1);
    expect((await world.run(run)).requests).toHaveLength(1);
  });

  it('leaves requests that are not due yet', async () => {
    const world = await protocolWorld();
    const run = await opened(world);
    const item = { id: 'later', project: 'cars', trigger: 'upload', askedAt: '2026-11-21T09:00:00.000Z', notBefore: '2027-01-01T00:00:00.000Z' };
    await world.records.write({ put: keys.waiting('cars', item.askedAt, 'later'), item });

    const { requests } = await world.claim(run);

    expect(requests).toBe(1);
    expect(await world.waiting()).toEqual(['later']);
  });

  it('does nothing for a run that is not the active one', async () => {
    const world = await protocolWorld();
    const run = await opened(world);
    await world.records.write({ update: keys.project('cars'), remove: ['active'] });

    await expect(world.claim(run)).rejects.toMatchObject({ name: 'RunNotActiveError' });

    expect(await world.requests()).toMatchObject([{ status: 'waiting' }]);
  });
});
