import { describe, expect, it } from '@jest/globals';
import { acceptAlarm } from '../../core/accept-alarm.ts';
import sample from '../../events/alarm-raised.sample.json' with { type: 'json' };
import { AlarmRaised } from '../../events/alarm-raised.ts';
import { batchOf, publish, reigns } from './drifting.ts';
import { alarmOf, dieAtWrite, protocolWorld } from './protocol-world.ts';

const NAME = 'nacre-dev-cars-drift';
const WHY = `${NAME}: cars/batches/1.csv (1) has drifted. age: the largest value lies above the baseline's, by 15 %.`;

async function driftedWorld(changes = {}) {
  const world = await protocolWorld(changes);
  await reigns(world);
  await publish(world, batchOf('1', ['age']));
  return world;
}

describe('acceptAlarm', () => {
  it('takes the event that AWS documents', () => {
    expect(AlarmRaised.parse(sample).detail.alarmName).toBe('nacre-dev-abalone-drift');
  });

  it('asks for a run that says which batch drifted, in which columns and by how much', async () => {
    const world = await driftedWorld();

    const { became, run } = await world.alarm();

    expect(became).toBe('waiting');
    expect(run).toBe((await world.project()).active?.run);
    expect(await world.requests()).toMatchObject([{ id: expect.stringMatching(/^alarm-[0-9a-f]{32}$/), trigger: 'alarm', why: WHY }]);
  });

  it('makes one request of a state change that is told twice, and another of the next one', async () => {
    const world = await driftedWorld();

    const fates = [
      await world.alarm('2026-11-21T10:00:00.000+0000'),
      await world.alarm('2026-11-21T10:00:00.000+0000'),
      await world.alarm('2026-11-21T10:09:00.000+0000'),
    ];

    expect(fates.map(({ became }) => became)).toEqual(['waiting', 'duplicate', 'waiting']);
    expect(world.services.executions.started).toHaveLength(1);
  });

  it('opens the run on the retry when the first delivery died between its write and the opening', async () => {
    const world = await driftedWorld();
    dieAtWrite(world, 2);
    await expect(world.alarm('2026-11-21T10:00:00.000+0000')).rejects.toThrow('the process died');

    await world.alarm('2026-11-21T10:00:00.000+0000');

    expect(world.services.executions.started).toHaveLength(1);
    expect(await world.requests()).toHaveLength(1);
  });

  it('believes the drift window where the event comes so late that the alarm is over', async () => {
    const world = await driftedWorld();
    world.services.alarms.turn(NAME, 'OK');

    const { became } = await acceptAlarm(alarmOf(NAME, '2026-11-21T04:00:00.000+0000'), 'dev', world.services);

    expect(became).toBe('waiting');
  });

  it.each([
    ['a batch that has not drifted came since', (world: Awaited<ReturnType<typeof protocolWorld>>) => publish(world, batchOf('2', []))],
    ['another model reigns since', (world: Awaited<ReturnType<typeof protocolWorld>>) => reigns(world, [], 'cars-1-bbbbbb')],
  ])('records without a run that the alarm is over when %s', async (_, happen) => {
    const world = await driftedWorld();
    await happen(world);
    world.services.alarms.turn(NAME, 'OK');

    const taken = await acceptAlarm(alarmOf(NAME, '2026-11-21T04:00:00.000+0000'), 'dev', world.services);

    expect(taken).toMatchObject({ became: 'superseded', reason: `${NAME} is OK again, and no drift of the reigning model stands` });
    expect(await world.requests()).toMatchObject([{ status: 'superseded', why: expect.any(String) }]);
    expect(world.services.executions.started).toEqual([]);
  });

  it('collects it with the reason where alarms start no run', async () => {
    const world = await driftedWorld({ training: { on: ['upload'] } });

    const taken = await world.alarm();

    expect(taken).toMatchObject({ became: 'collected', reason: 'training.on of the project does not list alarm' });
    expect(await world.waiting()).toEqual([]);
  });

  it('takes an alarm that a person made for the project, with its own reason', async () => {
    const world = await protocolWorld();

    const { became } = await world.alarm(undefined, 'nacre-dev-cars-latency');

    expect(became).toBe('waiting');
    expect((await world.requests())[0]?.why).toBe('nacre-dev-cars-latency: Threshold Crossed: 1 datapoint was greater than or equal to the threshold.');
  });

  it.each([
    ['of a project that does not exist', 'nacre-dev-boats-drift', 'the name of the alarm is that of no project'],
    ['of another stage', 'nacre-prod-cars-drift', 'the name of the alarm is that of no project'],
    ['that was deleted', 'nacre-dev-cars-gone', 'there is no such alarm any more'],
  ])('ignores an alarm %s, and says so', async (_, name, reason) => {
    const world = await protocolWorld();

    const taken = await acceptAlarm(alarmOf(name, '2026-11-21T10:00:00.000+0000'), 'dev', world.services);

    expect(taken).toEqual({ became: 'ignored', alarm: name, reason });
    expect(world.records.writes()).toBe(1);
  });
});
