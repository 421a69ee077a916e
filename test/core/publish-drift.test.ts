import { describe, expect, it } from '@jest/globals';
import { driftSentences, findDriftWindow } from '../../core/drift-window.ts';
import { publishDrift } from '../../core/publish-drift.ts';
import { keys } from '../../core/records.ts';
import { batchOf, publish, REIGNING, reigns } from './drifting.ts';
import { type ProtocolWorld, protocolWorld } from './protocol-world.ts';

const windowOf = async (world: ProtocolWorld) => (await findDriftWindow('cars', world.services))?.batches.map(({ batch, drifted }) => `${batch}: ${drifted}`);
const alarmed = (world: ProtocolWorld) => world.services.metrics.taken.filter(({ name }) => name === 'DriftedBatches').map(({ value }) => value);

async function driftingWorld(alarm = {}) {
  const world = await protocolWorld({ monitoring: { alarm } });
  await reigns(world);
  return world;
}

describe('the figures of a scored batch', () => {
  it('go to CloudWatch together, and the batch stands in the window of its model', async () => {
    const world = await driftingWorld();

    await publish(world, batchOf('1', ['age', 'age', 'price']));

    expect(world.services.metrics.taken.map(({ name, value }) => [name, value])).toEqual([
      ['BatchRows', 100],
      ['BatchRowsSetAside', 2],
      ['BatchColumnsDrifted', 2],
      ['BatchDrifted', 1],
      ['DriftedBatches', 1],
    ]);
    expect(await findDriftWindow('cars', world.services)).toMatchObject({
      model: REIGNING,
      batches: [{ batch: '1', key: 'cars/batches/1.csv', drifted: true, columns: [{ column: 'age' }, { column: 'price' }] }],
    });
    expect(await world.records.get(keys.batch('cars', '1'))).toMatchObject({ publishedAt: expect.any(String) });
  });

  it('count each batch once, however often it is told of', async () => {
    const world = await driftingWorld({ of: 5 });
    const first = batchOf('1', ['age']);
    await publish(world, first);

    await publishDrift(first, world.services);
    await publishDrift({ ...first, publishedAt: '2026-11-21T10:01:00.000Z' }, world.services);

    expect(await windowOf(world)).toEqual(['1: true']);
    expect(alarmed(world)).toEqual([1, 1]);
  });

  it('count k of the last n in the order of their ends, though told in another', async () => {
    const world = await driftingWorld({ drifted: 2, of: 3 });

    await publish(world, batchOf('2', ['age']), batchOf('1', []), batchOf('4', ['age']), batchOf('3', []), batchOf('5', ['age']));

    expect(await windowOf(world)).toEqual(['5: true', '4: true', '3: false', '2: true', '1: false']);
    expect(alarmed(world)).toEqual([1, 0, 2, 0, 2]);
  });

  it('are 0 for a batch that has not drifted, though others before it had: it must not raise their alarm again', async () => {
    const world = await driftingWorld({ of: 3 });

    await publish(world, batchOf('1', ['age']), batchOf('2', []));

    expect(alarmed(world)).toEqual([1, 0]);
  });

  it('lose no batch where two end at the same moment', async () => {
    const world = await driftingWorld({ of: 5 });

    await Promise.all([publish(world, batchOf('1', ['age'])), publish(world, batchOf('2', ['age'])), publish(world, batchOf('3', []))]);

    expect(await windowOf(world)).toEqual(['3: false', '2: true', '1: true']);
  });

  it('begin a new window under another model, and say nothing of drift that an older model saw', async () => {
    const world = await driftingWorld({ of: 5 });
    await publish(world, batchOf('1', ['age']));
    await reigns(world, [], 'cars-1-bbbbbb');
    const { model } = batchOf('2', []);

    await publish(world, batchOf('2', ['age']), batchOf('3', ['age'], model && { model: { ...model, run: 'cars-1-bbbbbb' } }));

    expect(await windowOf(world)).toEqual(['3: true']);
    expect(alarmed(world)).toEqual([1, 1]);
  });

  it('leave out what is unknown without a baseline, and are none for a batch that was never checked', async () => {
    const world = await driftingWorld();
    const { checked: _, ...unchecked } = batchOf('2', []);

    await publish(world, batchOf('1', undefined), { ...unchecked, outcome: 'Refused' });

    expect(world.services.metrics.taken.map(({ name }) => name)).toEqual(['BatchRows', 'BatchRowsSetAside']);
    expect(await windowOf(world)).toBeUndefined();
  });

  it('are told of a refused batch without counting it as scored', async () => {
    const world = await driftingWorld();

    await publish(world, batchOf('1', ['age'], { outcome: 'Refused' }));

    expect(world.services.metrics.taken.map(({ name }) => name)).toContain('BatchDrifted');
    expect(alarmed(world)).toEqual([]);
  });

  it('cost the batch nothing when CloudWatch refuses them: the audit trail says so, and the next call tries again', async () => {
    const world = await driftingWorld();
    const record = batchOf('1', ['age']);
    world.services.metrics.refuse(new Error('AccessDenied'));

    await publish(world, record);
    const again = await publishDrift(record, world.services);
    world.services.metrics.refuse();
    const taken = await publishDrift(record, world.services);

    expect([again, taken]).toEqual([{ figures: 'refused', refusal: 'Error: AccessDenied' }, { figures: 'published' }]);
    expect(await world.audit('1')).toEqual(['figures refused', 'figures refused']);
    expect(alarmed(world)).toEqual([1]);
    expect(await windowOf(world)).toEqual(['1: true']);
  });

  it('keep the window within one record: a hundred batches, the newest with their columns', async () => {
    const world = await driftingWorld({ of: 100 });
    const columns = Array.from({ length: 30 }, (_, n) => `column-${n}`);

    for (let n = 1; n <= 120; n += 1) await publish(world, batchOf(String(n), columns));

    const window = await findDriftWindow('cars', world.services);
    expect(window?.batches).toHaveLength(100);
    expect(window?.batches.map((each) => each.columns.length)).toEqual(Array.from({ length: 100 }, (_, n) => (n < 10 ? 20 : 0)));
    expect(driftSentences(window).at(-1)).toBe("10 more columns, named in the batch's violations.");
    expect(JSON.stringify(window).length).toBeLessThan(400_000);
  });
});
