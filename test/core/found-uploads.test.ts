import { describe, expect, it } from '@jest/globals';
import { acceptBatch } from '../../core/accept-batch.ts';
import { applyProject } from '../../core/apply-project.ts';
import { nameBatch } from '../../core/batch-name.ts';
import { findProject } from '../../core/read-record.ts';
import type { ObjectVersion } from '../../core/records.ts';
import { watermarkOf } from '../../core/watermark.ts';
import type { ObjectFound } from '../../events/object-found.ts';
import { abalone } from '../world/given-run.ts';
import { inMemoryDatasets } from '../world/in-memory-storage.ts';
import { OPERATOR, type ProtocolWorld, protocolWorld, uploadOf } from './protocol-world.ts';

const KEY = 'cars/datasets/cars.csv';

/** What the sweep says of a version. */
function foundOf({ bucket, key, versionId, size = 0, lastModified = '' }: ObjectVersion): ObjectFound {
  return {
    ...{ source: 'nacre.sweep', 'detail-type': 'Object Found', time: lastModified },
    detail: { bucket: { name: bucket }, object: { key, size, 'version-id': versionId } },
  };
}

/** A version of the key that nobody has told of yet. */
const landed = (world: ProtocolWorld, key = KEY) => world.services.datasets.put(key, 'age,price\n1,2\n');
const watermark = (world: ProtocolWorld) => world.records.get(watermarkOf('cars', { key: KEY }));

describe('an upload that the sweep found', () => {
  it('opens a run, and its request says who found it', async () => {
    const world = await protocolWorld();

    const { became, run } = await world.accept(foundOf(landed(world)));

    expect(became).toBe('waiting');
    expect(run).toMatch(/^cars-1-/);
    expect(await world.requests()).toMatchObject([{ trigger: 'upload', who: 'sweepUploads', why: expect.stringContaining('no event') }]);
  });

  it('is asked for once, though its event comes after all, and before', async () => {
    const world = await protocolWorld();
    const object = landed(world);

    const became = [];
    for (const event of [foundOf(object), uploadOf(object), foundOf(object)]) became.push((await world.accept(event)).became);

    expect(became).toEqual(['waiting', 'duplicate', 'duplicate']);
    expect(await world.requests()).toHaveLength(1);
  });

  it('gives way to a newer version that was told of, and never takes its watermark', async () => {
    const world = await protocolWorld();
    const older = landed(world);
    await world.accept(uploadOf(landed(world)));

    const { became } = await world.accept(foundOf(older));

    expect(became).toBe('superseded');
    expect(await watermark(world)).toMatchObject({ versionId: 'v2' });
  });

  it('gives way to a newer version that nobody has told of yet, which is taken when its event comes', async () => {
    const world = await protocolWorld();
    const older = landed(world);
    const newer = landed(world);

    const became = [(await world.accept(foundOf(older))).became, (await world.accept(uploadOf(newer))).became];

    expect(became).toEqual(['superseded', 'waiting']);
  });

  it('gives way to a newer version whose event comes between the look at S3 and the write', async () => {
    const world = await protocolWorld();
    const older = landed(world);
    world.before(async (_, nth) => {
      if (nth === 1) await world.accept(uploadOf(landed(world)));
    });

    expect((await world.accept(foundOf(older))).became).toBe('superseded');
    expect(await watermark(world)).toMatchObject({ versionId: 'v2' });
  });

  it('is followed by a newer version, and supersedes an older one whose event comes after it', async () => {
    const world = await protocolWorld();
    await world.accept(uploadOf(landed(world)));
    const late = landed(world);
    await world.accept(foundOf(landed(world)));

    const older = await world.accept(uploadOf(late));
    const newer = await world.accept(uploadOf(landed(world)));

    expect([older.became, newer.became]).toEqual(['superseded', 'waiting']);
    expect(await watermark(world)).toEqual(expect.not.objectContaining({ found: true }));
    expect(await watermark(world)).toMatchObject({ versionId: 'v4' });
  });

  it('that is the newest again, because the one after it was deleted, is taken note of without a second request', async () => {
    const world = await protocolWorld();
    const first = landed(world);
    await world.accept(uploadOf(first));
    const second = landed(world);
    await world.accept(uploadOf(second));
    world.services.datasets.destroy(second);
    world.services.datasets.restore(first);

    expect((await world.accept(foundOf(first))).became).toBe('duplicate');
    expect(await watermark(world)).toMatchObject({ versionId: 'v1', found: true });
  });
});

describe('a batch that the sweep found', () => {
  it('is scored as if its event had come, and its audit trail says who found it', async () => {
    const world = await protocolWorld();
    const object = landed(world, 'cars/batches/new.csv');

    const first = await acceptBatch(foundOf(object), OPERATOR, world.services);
    const again = await acceptBatch(uploadOf(object), OPERATOR, world.services);

    expect([first.became, again.became]).toEqual(['waiting', 'duplicate']);
    expect(await world.records.query(`RUN#${nameBatch({ project: 'cars', cause: 'upload', object })}`, 'AUDIT#')).toMatchObject([
      { who: 'sweepUploads', what: 'batch taken', why: expect.stringContaining('no event') },
    ]);
  });
});

describe('a project.yml that the sweep found', () => {
  const YML = 'projects/abalone/project.yml';
  const SETTINGS = { operator: OPERATOR, groupPrefix: 'nacre-dev-', stage: 'dev' };

  async function configured() {
    const { services, records } = await protocolWorld();
    const config = inMemoryDatasets(services.clock.now, 'nacre-dev-config');
    const apply = async (event: ObjectFound | ReturnType<typeof uploadOf>) => (await applyProject(event, SETTINGS, { ...services, datasets: config })).became;
    const put = (description: string) => config.put(YML, JSON.stringify({ ...abalone(), description }));
    const source = async () => (await findProject('abalone', { records }))?.source;
    return { apply, put, source, config };
  }

  it('is applied, and again nothing comes of its late event', async () => {
    const { apply, put, source } = await configured();
    const object = put('first');

    expect([await apply(foundOf(object)), await apply(uploadOf(object))]).toEqual(['applied', 'outdated']);
    expect(await source()).toMatchObject({ versionId: 'v1', found: true });
  });

  it('gives way to a newer one, is followed by a newer one, and outdates an older one that is told of late', async () => {
    const { apply, put, source } = await configured();
    const [first, late, found] = [put('first'), put('late'), put('found')];

    const became = [await apply(uploadOf(first)), await apply(foundOf(late)), await apply(foundOf(found)), await apply(uploadOf(late))];
    const newest = put('newest');

    expect([...became, await apply(foundOf(found)), await apply(uploadOf(newest))]).toEqual([
      'applied',
      'outdated',
      'applied',
      'outdated',
      'outdated',
      'applied',
    ]);
    expect(await source()).toMatchObject({ versionId: 'v4', sequencer: expect.stringMatching(/4$/) });
    expect(await source()).not.toHaveProperty('found');
  });
});
