import { describe, expect, it } from '@jest/globals';
import { acceptBatch } from '../../core/accept-batch.ts';
import { applyProject } from '../../core/apply-project.ts';
import { sweepUploads } from '../../core/sweep-uploads.ts';
import { watermarkOf } from '../../core/watermark.ts';
import { ObjectArrived } from '../../events/object-arrived.ts';
import sample from '../../events/object-found.sample.json' with { type: 'json' };
import sweepDue from '../../events/sweep-due.sample.json' with { type: 'json' };
import { SweepDue } from '../../events/sweep-due.ts';
import { countedCalls } from '../world/counted-calls.ts';
import { inMemoryDatasets } from '../world/in-memory-storage.ts';
import { OPERATOR, protocolWorld, uploadOf } from './protocol-world.ts';

const OLD = '2026-11-21T09:00:00.000Z';
const KEY = 'cars/datasets/cars.csv';

/** The cars' world with a sweep in it: what it hands over is taken at once, unless `taken` says otherwise; `calls` counts what it asks of AWS. */
async function sweptWorld() {
  const world = await protocolWorld();
  const { services, records } = world;
  const config = inMemoryDatasets(services.clock.now, 'nacre-dev-config');
  const calls: Record<string, number> = {};
  const counted = <Port extends object>(name: string, port: Port) => countedCalls(name, port, calls);
  const ports = {
    clock: services.clock,
    records: counted('records', records),
    uploads: counted('uploads', services.datasets),
    projectFiles: counted('config', config),
  };
  return {
    ...world,
    config,
    calls,
    put: (key: string, body = 'age,price\n1,2\n') => services.datasets.put(key, body, { lastModified: OLD }),
    sweep: () => sweepUploads(300, { ...ports, arrivals: services.arrivals }),
    apply: (event: ObjectArrived) => applyProject(event, { operator: OPERATOR, groupPrefix: 'nacre-dev-', stage: 'dev' }, { ...services, datasets: config }),
    /** What was handed over since the last time. */
    found: () => services.arrivals.handed.map(({ found }) => found),
  };
}

describe('sweepUploads', () => {
  it('is started by the event that AWS documents, and hands over what its readers take', () => {
    expect(SweepDue.safeParse(sweepDue).success).toBe(true);
    expect(ObjectArrived.parse(sample)).toEqual(sample);
  });

  it('finds a data set, a batch and a project.yml whose events were lost', async () => {
    const world = await sweptWorld();
    world.put(KEY);
    world.put('cars/batches/new.csv');
    world.config.put('projects/boats/project.yml', '{}', { lastModified: OLD });

    const swept = await world.sweep();

    expect(swept).toMatchObject({
      objects: 3,
      found: [expect.stringMatching(/^project-/), expect.stringMatching(/^upload-/), expect.stringMatching(/^upload-/)],
    });
    expect(world.services.arrivals.handed.map(({ kind, found }) => [kind, found.detail.object.key])).toEqual([
      ['project', 'projects/boats/project.yml'],
      ['batch', 'cars/batches/new.csv'],
      ['dataset', KEY],
    ]);
  });

  it('leaves alone what was taken, what is young, what was deleted and what no function takes', async () => {
    const world = await sweptWorld();
    await world.accept(uploadOf(world.put(KEY)));
    world.services.datasets.put('cars/datasets/young.csv', '1');
    world.put('cars/datasets/deleted.csv');
    world.services.datasets.remove('cars/datasets/deleted.csv');
    world.put('cars/readme.csv');
    world.put('cars/datasets/readme.txt');

    expect((await world.sweep()).found).toEqual([]);
  });

  it('costs two listings, four reads and no write where nothing was lost', async () => {
    const world = await sweptWorld();
    for (let n = 0; n < 50; n += 1) await world.accept(uploadOf(world.put(`cars/datasets/${n}.csv`)));

    await world.sweep();

    expect(world.calls).toEqual({ 'records.get': 2, 'records.glance': 2, 'config.page': 1, 'uploads.page': 1 });
    expect(world.services.arrivals.handed).toEqual([]);
  });

  it('looks at three thousand of ten thousand keys a round, hands over a hundred at most, and comes round to all of them', async () => {
    const world = await sweptWorld();
    for (let n = 0; n < 10_000; n += 1) {
      const object = world.put(`cars/datasets/${String(n).padStart(5, '0')}.csv`);
      if (n !== 9_999) await world.records.write({ put: watermarkOf('cars', object), item: { key: object.key, versionId: object.versionId } });
    }

    const rounds = [await world.sweep(), await world.sweep(), await world.sweep()];
    const asked = { ...world.calls };
    const last = await world.sweep();

    expect(rounds.map(({ objects, found }) => [objects, found])).toEqual([3000, 3000, 3000].map((objects) => [objects, []]));
    expect(asked).toMatchObject({ 'uploads.page': 9, 'records.write': 3 });
    expect([last.objects, last.found.length]).toEqual([1000, 1]);
  });

  it('hands over a hundred a round, and the others in the next ones', async () => {
    const world = await sweptWorld();
    for (let n = 0; n < 250; n += 1) world.put(`cars/datasets/${n}.csv`);

    const found = [
      (await world.sweep()).found.length,
      (await world.sweep()).found.length,
      (await world.sweep()).found.length,
      (await world.sweep()).found.length,
    ];

    expect(found).toEqual([100, 100, 50, 0]);
    expect(new Set(world.found().map(({ detail }) => detail.object.key)).size).toBe(250);
  });

  it('hands over again, after an hour, what could not be taken', async () => {
    const world = await sweptWorld();
    world.put(KEY);
    await world.sweep();
    const soon = await world.sweep();
    world.services.clock.pass(3601);
    const later = await world.sweep();

    expect([soon.found.length, later.found.length]).toEqual([0, 1]);
    expect((await world.records.query('FOUND', '')).map(({ kind, key, versionId }) => [kind, key, versionId])).toEqual([['dataset', KEY, 'v1']]);
  });

  it('does not find again what was refused: a file without a project, a project.yml with mistakes', async () => {
    const world = await sweptWorld();
    world.put('nobody/datasets/x.csv');
    world.put('nobody/batches/x.csv');
    world.config.put('projects/boats/project.yml', 'project: boats\n', { lastModified: OLD });
    await world.sweep();
    const [project, batch, dataset] = world.found();
    if (project && batch && dataset) await Promise.all([world.apply(project), acceptBatch(batch, OPERATOR, world.services), world.accept(dataset)]);
    world.services.clock.pass(3601);

    expect((await world.sweep()).found).toEqual([]);
    expect(world.services.mails.sent).toHaveLength(3);
  });
});
