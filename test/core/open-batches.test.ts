import { describe, expect, it } from '@jest/globals';
import { openBatches } from '../../core/open-batches.ts';
import { keys } from '../../core/records.ts';
import { scoreAgain } from '../../core/score-again.ts';
import { KEY, ROWS, scoringWorld } from './scoring-world.ts';

describe('openBatches', () => {
  it('opens what waited once a model reigns, however many there are, and nothing twice', async () => {
    const world = await scoringWorld({ model: false });
    for (const name of ['a', 'b', 'c']) await world.acceptBatch(world.uploadBatch(ROWS, `cars/batches/${name}.csv`));
    await world.register(1);

    const first = await openBatches('cars', world.services);
    await openBatches('cars', world.services);

    expect(first.started).toHaveLength(3);
    expect(world.services.executions.started).toEqual(first.started);
    expect((await world.batches()).map(({ status, model }) => [status, model?.run])).toEqual(Array(3).fill(['Opened', 'cars-1-abcdef']));
  });

  it('loses no batch that lands while the first model is registered: the upload sees no model yet, the registration no batch yet', async () => {
    const world = await scoringWorld({ model: false });
    let registered = false;
    world.before(async (writes) => {
      if (registered || !writes.some((write) => 'put' in write && write.put.sk.startsWith('BATCH#'))) return;
      registered = true;
      await world.register(1);
      expect(await openBatches('cars', world.services)).toEqual({ started: [] });
    });

    const { started } = await world.acceptBatch(world.uploadBatch());

    expect(started).toHaveLength(1);
    expect(world.services.executions.started).toEqual(started);
  });

  it('loses no batch whose upload has looked for a model just before one reigns', async () => {
    const world = await scoringWorld({ model: false });
    const { started } = await world.acceptBatch(world.uploadBatch());
    await world.register(1);

    const opened = await openBatches('cars', world.services);

    expect([started, opened.started.length]).toEqual([[], 1]);
  });

  it('opens once where two work side by side', async () => {
    const world = await scoringWorld({ model: false });
    const { batch = '' } = await world.acceptBatch(world.uploadBatch());
    await world.register(1);

    await Promise.all([openBatches('cars', world.services), openBatches('cars', world.services)]);

    expect(world.services.executions.started).toEqual([`${batch}-1`]);
    expect((await world.batchAudit(batch)).filter((what) => what === 'scoring opened')).toHaveLength(1);
  });

  it('leaves alone what is at work, what is over, and what is not due', async () => {
    const world = await scoringWorld();
    await world.transforming();
    const before = world.records.writes();

    const { started } = await openBatches('cars', world.services);

    expect(started).toEqual([]);
    expect(world.records.writes()).toBe(before);
  });

  it('passes over a scoring that was ended since its pointer was read', async () => {
    const world = await scoringWorld({ model: false });
    const { batch = '' } = await world.acceptBatch(world.uploadBatch());
    await world.register(1);
    world.before(async (writes, nth) => {
      if (nth === 1) await world.records.write({ update: keys.batch('cars', batch), set: { outcome: 'Cancelled', status: 'Ended', changed: 'now' } });
      expect(writes.length).toBeGreaterThan(0);
    });

    const { started } = await openBatches('cars', world.services);

    expect(started).toEqual([]);
  });

  it('does nothing for a project that was never applied', async () => {
    const world = await scoringWorld();

    expect(await openBatches('boats', world.services)).toEqual({ started: [] });
  });

  it('says which record is missing where the reigning run has no model', async () => {
    const world = await scoringWorld({ model: false });
    await world.acceptBatch(world.uploadBatch());
    await world.register(1);
    await world.records.write({ update: keys.run('cars', 1), set: { attempts: [] } });

    await expect(openBatches('cars', world.services)).rejects.toMatchObject({ name: 'RecordMissingError', message: expect.stringContaining('cars-1-abcdef') });
  });
});

describe('scoreAgain', () => {
  it('asks for the newest batch once per model', async () => {
    const world = await scoringWorld();
    const first = await world.scored();
    const run = await world.register(2);

    const { asked = '' } = await scoreAgain('cars', world.services);
    const again = await scoreAgain('cars', world.services);
    await openBatches('cars', world.services);

    expect(asked).not.toBe(first);
    expect(again).toEqual({});
    expect(await world.batch(asked)).toMatchObject({ cause: 'registration', status: 'Opened', model: { run }, object: { key: KEY } });
    expect(world.services.executions.started).toEqual([`${first}-1`, `${asked}-1`]);
  });

  it('leaves a batch to its own scoring where that waits for a model', async () => {
    const world = await scoringWorld({ model: false });
    const { batch = '' } = await world.acceptBatch(world.uploadBatch());
    await world.register(1);

    const asked = await scoreAgain('cars', world.services);
    await openBatches('cars', world.services);
    const later = await scoreAgain('cars', world.services);

    expect([asked, later]).toEqual([{}, {}]);
    expect(world.services.executions.started).toEqual([`${batch}-1`]);
  });

  it('asks for a batch that an older model has in hand', async () => {
    const world = await scoringWorld();
    const { batch } = await world.transforming();
    await world.register(2);

    const { asked = '' } = await scoreAgain('cars', world.services);

    expect((await world.batch(asked)).model?.run).toBe('cars-2-abcdef');
    expect((await world.batch(batch)).model?.run).toBe('cars-1-abcdef');
  });

  it('asks for nothing where the batch was refused for its own rows, however many models are registered', async () => {
    const world = await scoringWorld();
    const { batch = '' } = await world.acceptBatch(world.uploadBatch('age,colour,note\n'));
    await world.check(batch);
    await world.finish(batch);
    await world.register(2);

    const asked = await scoreAgain('cars', world.services);

    expect((await world.batch(batch)).outcome).toBe('Refused');
    expect(asked).toEqual({});
  });

  it('asks again for a batch that failed for a technical cause', async () => {
    const world = await scoringWorld();
    const { batch } = await world.transforming();
    await world.records.write({ update: keys.batch('cars', batch), set: { outcome: 'Failed', status: 'Ended' } });
    await world.register(2);

    const { asked = '' } = await scoreAgain('cars', world.services);

    expect((await world.batch(asked)).model?.run).toBe('cars-2-abcdef');
  });

  it('asks for nothing where the project does not want it', async () => {
    const world = await scoringWorld({ changes: { scoring: { again: false } } });
    await world.scored();
    await world.register(2);

    expect(await scoreAgain('cars', world.services)).toEqual({});
  });

  it('asks for nothing where no batch ever landed, no model reigns or no project is', async () => {
    const [empty, untrained] = [await scoringWorld(), await scoringWorld({ model: false })];
    await untrained.acceptBatch(untrained.uploadBatch());

    const asked = [await scoreAgain('cars', empty.services), await scoreAgain('cars', untrained.services), await scoreAgain('boats', empty.services)];

    expect(asked).toEqual([{}, {}, {}]);
  });
});
