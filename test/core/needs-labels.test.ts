import { describe, expect, it } from '@jest/globals';
import { endRun } from '../../core/end-run.ts';
import { finishRun } from '../../core/finish-run.ts';
import { sendMails } from '../../core/send-mails.ts';
import { batchOf, publish, reigns } from './drifting.ts';
import { OWNERS, type ProtocolWorld, protocolWorld } from './protocol-world.ts';

const at = (minute: number) => ({ lastModified: `2026-11-21T09:${String(minute).padStart(2, '0')}:00.000Z` });

/** The reigning model was made of `used.csv`, of minute 10, while an older file lay there too; then its data drifted. */
async function driftedWorld(changes = {}) {
  const world = await protocolWorld(changes);
  const { datasets } = world.services;
  const older = datasets.put('cars/datasets/older.csv', 'old', at(1));
  const used = datasets.put('cars/datasets/used.csv', 'used', at(10));
  await reigns(world, [used]);
  await publish(world, batchOf('1', ['age', 'price']));
  return { world, older, used, land: (name: string, minute: number) => datasets.put(`cars/datasets/${name}.csv`, name, at(minute)) };
}

/** An alarm opens a run, which claims it. */
async function retrain(world: ProtocolWorld) {
  await world.alarm();
  const run = (await world.project()).active?.run ?? '';
  await world.claim(run);
  return world.run(run);
}

const keysOf = ({ objects = [] }: { readonly objects?: readonly { readonly key: string }[] | undefined }) => objects.map(({ key }) => key);

describe('a run that only alarms ask for', () => {
  it('is skipped for want of labels, and says which columns drifted and which file helps', async () => {
    const { world } = await driftedWorld();

    const { verdict, reasons } = await retrain(world);

    expect(verdict).toEqual({
      outcome: 'Skipped',
      reason: 'needs labels: the data of cars has drifted, and no labelled file has come since those that run cars-1-aaaaaa was trained on.',
      details: ["age: the largest value lies above the baseline's, by 15 %.", "price: the largest value lies above the baseline's, by 15 %."],
      nextStep:
        'Put a CSV file of recent rows with the columns age, price, the true price filled in, under cars/datasets/ of the data bucket; it is trained on when it lands.',
    });
    expect(reasons).toEqual([expect.stringMatching(/^alarm: nacre-dev-cars-drift: cars\/batches\/1.csv \(1\) has drifted. age: .* price: /)]);
  });

  it('says what the alarm said where no batch of the reigning model has drifted', async () => {
    const { world, used } = await driftedWorld();
    await reigns(world, [used], 'cars-1-bbbbbb');

    const { verdict } = await retrain(world);

    expect(verdict?.details).toEqual(['alarm: nacre-dev-cars-drift: Threshold Crossed: 1 datapoint was greater than or equal to the threshold.']);
  });

  it('tells its owners so by mail', async () => {
    const { world } = await driftedWorld();
    const { run } = await retrain(world);

    await finishRun({ project: 'cars', run }, world.services);
    await sendMails(run, world.services);

    expect(world.services.mails.sent.map(({ to, subject }) => [to, subject])).toEqual(OWNERS.map((to) => [to, 'cars: has drifted and needs labels']));
  });

  it('trains on all that has come since the files of the reigning model, together, though the project uses the latest', async () => {
    const { world, land } = await driftedWorld();
    land('one', 10);
    land('two', 20);

    expect(keysOf(await retrain(world))).toEqual(['cars/datasets/one.csv', 'cars/datasets/two.csv']);
  });

  it('trains on every current file where the project uses all and one of them is new', async () => {
    const { world, older, used, land } = await driftedWorld({ data: { use: 'all' } });
    await reigns(world, [older, used]);
    const without = await retrain(world);
    await endRun(without, { outcome: 'Skipped', who: 'finishRun' }, world.services);
    land('one', 20);
    world.services.clock.pass(3600);

    const withNew = await retrain(world);

    expect(without.verdict?.reason).toContain('needs labels');
    expect(keysOf(withNew)).toEqual(['cars/datasets/older.csv', 'cars/datasets/one.csv', 'cars/datasets/used.csv']);
  });

  it('takes a newer version of the file that the reigning model was made of for new', async () => {
    const { world, land } = await driftedWorld();
    const { versionId } = land('used', 30);

    expect((await retrain(world)).objects).toMatchObject([{ key: 'cars/datasets/used.csv', versionId }]);
  });

  it('trains like any other run where the project says always, where nothing reigns, and where somebody else asks too', async () => {
    const always = await driftedWorld({ retrain: { onDrift: 'always' } });
    const unruled = await protocolWorld();
    unruled.services.datasets.put('cars/datasets/only.csv', 'x');
    const both = await driftedWorld();
    await both.world.command('request');

    const runs = [await retrain(always.world), await retrain(unruled), await retrain(both.world)];

    expect(runs.map(keysOf)).toEqual([['cars/datasets/used.csv'], ['cars/datasets/only.csv'], ['cars/datasets/used.csv']]);
  });

  it('is refused where more than three hundred files have come', async () => {
    const { world, land } = await driftedWorld();
    for (let n = 0; n < 300; n += 1) land(`new-${n}`, 20);

    expect((await retrain(world)).verdict?.reason).toBe('There are 301 files under cars/datasets/; a run trains on at most 300.');
  });

  it('names the first thirty of many columns, and where uploads start nothing, that a run must be asked for', async () => {
    const columns = Array.from({ length: 40 }, (_, n) => ({ name: `c${n}`, type: 'number' }));
    const { world } = await driftedWorld({ data: { columns, target: 'c1' }, training: { on: ['alarm'] } });

    const { verdict } = await retrain(world);

    expect(verdict?.nextStep).toMatch(/c28, c29 and 10 more, the true c1 filled in, .*; then ask for a run\.$/);
  });
});
