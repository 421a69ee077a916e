import { describe, expect, it } from '@jest/globals';
import { keys } from '../../core/records.ts';
import { opened, protocolWorld } from './protocol-world.ts';

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

  it('is refused where the names of its files are longer than a record', async () => {
    const world = await protocolWorld({ data: { use: 'all' } });
    for (let n = 0; n < 120; n += 1) world.services.datasets.put(`cars/datasets/${'x'.repeat(990)}${n}.csv`, 'x');
    const run = await opened(world);

    const { next } = await world.claim(run);

    expect(next).toBe('finish');
    expect((await world.run(run)).verdict?.reason).toContain('The names and metadata of the 121 files under cars/datasets/ are longer');
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
