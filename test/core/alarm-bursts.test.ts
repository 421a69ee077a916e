import { describe, expect, it } from '@jest/globals';
import { reconcile } from '../../core/reconcile.ts';
import { driftedWorld, mailed, timeOf, work } from './governed-world.ts';
import { GROUP_PREFIX, OWNERS } from './protocol-world.ts';

describe('a thousand alarms in an hour', () => {
  it('that only suggest send one mail to each owner, and are all recorded as suggested', async () => {
    const world = await driftedWorld({ governor: { mode: 'suggest' } });

    for (let n = 0; n < 1000; n += 1) {
      world.services.clock.set(timeOf(n * 0.06));
      await world.alarm(`${n}`);
    }

    expect(world.services.mails.sent.map(({ to }) => to)).toEqual(OWNERS);
    expect(world.services.executions.started).toEqual([]);
    expect((await world.requests()).filter(({ status }) => status !== 'suggested')).toEqual([]);
    expect(await world.waiting()).toEqual([]);
  });
});

describe('an alarm that flaps every minute for a day', () => {
  it('opens a run an hour, writes once a flap beside that, and mails once a run', async () => {
    const world = await driftedWorld();
    const before = world.records.writes();

    for (let minute = 0; minute < 1440; minute += 1) {
      world.services.clock.set(timeOf(minute));
      await world.alarm(timeOf(minute));
      if (minute % 5 === 0) await reconcile(GROUP_PREFIX, world.services);
      await work(world);
    }
    await reconcile(GROUP_PREFIX, world.services);

    const runs = world.services.executions.started.length;
    expect(runs).toBe(24);
    expect(mailed(world, /needs labels/)).toBe(runs);
    expect(world.services.mails.sent).toHaveLength(runs * OWNERS.length);
    expect(world.records.writes() - before).toBeLessThan(1440 + runs * 20);
    expect((await world.requests()).filter(({ status }) => !['done', 'waiting'].includes(status))).toEqual([]);
  });
});
