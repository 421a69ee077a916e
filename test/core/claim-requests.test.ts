import { describe, expect, it } from '@jest/globals';
import { keys } from '../../core/records.ts';
import { dieAtWrite, type ProtocolWorld, protocolWorld } from './protocol-world.ts';

async function opened(world: ProtocolWorld, files = 1): Promise<string> {
  for (let n = 1; n <= files; n += 1) await world.accept(world.upload(`cars/datasets/${String(n).padStart(3, '0')}.csv`));
  return (await world.project()).active?.run ?? '';
}

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
      execution: `arn:execution:${run}`,
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

describe('what a run uses', () => {
  it('is the newest file with data.use latest, and of two equally new ones the last by name', async () => {
    const world = await protocolWorld();
    const run = await opened(world, 3);

    await world.claim(run);

    expect((await world.run(run)).objects).toMatchObject([{ key: 'cars/datasets/003.csv' }]);
  });

  it('is every file, sorted, with data.use all', async () => {
    const world = await protocolWorld({ data: { use: 'all' } });
    const run = await opened(world, 3);

    await world.claim(run);

    expect((await world.run(run)).objects?.map(({ key }) => key)).toEqual(['cars/datasets/001.csv', 'cars/datasets/002.csv', 'cars/datasets/003.csv']);
  });

  it('is the newer version of a file that was overwritten before it was read, and the audit trail says so', async () => {
    const world = await protocolWorld();
    const run = await opened(world);
    world.services.datasets.put('cars/datasets/001.csv', 'newer');

    await world.claim(run);

    expect((await world.run(run)).objects).toMatchObject([{ versionId: 'v2' }]);
    const fixed = (await world.records.query(`RUN#${run}`, 'AUDIT#')).find(({ what }) => what === 'inputs fixed');
    expect(fixed).toMatchObject({ facts: { overtaken: [{ key: 'cars/datasets/001.csv', version: 'v1', by: 'v2' }] } });
  });

  it('is nothing when the uploaded file was deleted again, even where an older file remains', async () => {
    const world = await protocolWorld();
    world.services.datasets.put('cars/datasets/old.csv', 'old', { lastModified: '2026-01-01T00:00:00.000Z' });
    const run = await opened(world);
    world.services.datasets.remove('cars/datasets/001.csv');

    const { next } = await world.claim(run);

    expect(next).toBe('finish');
    expect((await world.run(run)).verdict).toMatchObject({ outcome: 'Refused', details: ['cars/datasets/001.csv (version v2) is gone'] });
  });

  it('is the newest that is left when a file vanishes between the listing and the look at it', async () => {
    const world = await protocolWorld();
    const run = await opened(world, 2);
    const { head } = world.services.datasets;
    const datasets = { ...world.services.datasets, head: async (key: string) => (key.endsWith('002.csv') ? undefined : head(key)) };
    Object.assign(world.services, { datasets });

    await world.claim(run);

    expect((await world.run(run)).objects).toMatchObject([{ key: 'cars/datasets/001.csv' }]);
  });

  it('is nothing where no file is left for a request that named none', async () => {
    const world = await protocolWorld();
    const request = { id: 'by-hand', project: 'cars', trigger: 'person', askedAt: '2026-11-21T09:00:00.000Z', attempt: 1, status: 'waiting' };
    await world.records.write(
      { put: keys.request('cars', 'by-hand'), item: request },
      { put: keys.waiting('cars', request.askedAt, 'by-hand'), item: request },
    );
    const { run = '' } = await world.accept(world.upload());
    world.services.datasets.remove('cars/datasets/cars.csv');

    await world.claim(run);

    expect((await world.run(run)).verdict).toMatchObject({
      outcome: 'Refused',
      reason: 'There is no data to train on: no .csv file lies under cars/datasets/.',
    });
  });

  it('is refused beyond 300 files: the record must name every version', async () => {
    const world = await protocolWorld({ data: { use: 'all' } });
    for (let n = 0; n < 300; n += 1) world.services.datasets.put(`cars/datasets/old-${n}.csv`, 'x');
    const run = await opened(world);

    const { next } = await world.claim(run);

    expect(next).toBe('finish');
    expect((await world.run(run)).verdict?.reason).toBe('There are 301 files under cars/datasets/; a run trains on at most 300.');
  });

  it('ends as skipped when no request waits any more', async () => {
    const world = await protocolWorld();
    const run = await opened(world);
    await world.records.write({ delete: keys.waiting('cars', (await world.requests())[0]?.askedAt ?? '', (await world.requests())[0]?.id ?? '') });

    const { next } = await world.claim(run);

    expect(next).toBe('finish');
    expect((await world.run(run)).verdict?.outcome).toBe('Skipped');
  });

  it('cannot be fixed without an image: the error names it', async () => {
    const world = await protocolWorld({ training: { image: { repository: 'nacre/other', tag: 'v2' } } });
    const run = await opened(world);

    await expect(world.claim(run)).rejects.toMatchObject({ name: 'ImageNotFoundError', message: expect.stringContaining('nacre/other:v2') });

    expect(await world.requests()).toMatchObject([{ status: 'claimed', run }]);
  });
});
