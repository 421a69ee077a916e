import { describe, expect, it } from '@jest/globals';
import { endRun } from '../../core/end-run.ts';
import { reconcile } from '../../core/reconcile.ts';
import { keys } from '../../core/records.ts';
import { driftedWorld, failure, mailed, timeOf, work } from './governed-world.ts';
import { GROUP_PREFIX } from './protocol-world.ts';

describe('an alarm that only suggests', () => {
  it('while a run is at work is suggested when that ends, be it by failing', async () => {
    const world = await driftedWorld({ governor: { mode: 'suggest' } });
    world.upload();
    await world.command('request');
    const run = (await world.project()).active?.run ?? '';
    await world.claim(run);
    await world.alarm('meanwhile');

    await endRun({ project: 'cars', run }, { outcome: 'Failed', failure, who: 'failRun' }, world.services);
    await world.alarm('afterwards');
    await reconcile(GROUP_PREFIX, world.services);

    expect((await world.requests()).filter(({ trigger }) => trigger === 'alarm')).toMatchObject([{ status: 'suggested' }, { status: 'suggested' }]);
    expect(mailed(world, /is suggested/)).toBe(1);
  });
});

describe('a deferred request', () => {
  it('says until when and why, in its record and its audit trail', async () => {
    const world = await driftedWorld();
    await world.alarm('first');
    await work(world);

    const { became, request = '', notBefore, reason } = await world.alarm('second');

    expect({ became, notBefore, reason }).toEqual({
      became: 'waiting',
      notBefore: expect.stringMatching(/^2026-11-21T01:00/),
      reason: 'a run was opened at 2026-11-21 00:00 UTC, and governor.cooldownMinutes is 60',
    });
    expect(await world.records.get(keys.request('cars', request))).toMatchObject({ status: 'waiting', notBefore, reason });
    expect(await world.audit(request)).toEqual(['request deferred']);
  });

  it('is served by a run that somebody else opens meanwhile', async () => {
    const world = await driftedWorld();
    await world.alarm('first');
    await work(world);
    await world.alarm('second');

    await world.accept(world.upload());
    await work(world);

    expect(await world.waiting()).toEqual([]);
    expect(world.services.executions.started).toHaveLength(2);
  });

  it('opens a run as soon as its reason no longer holds: a run has ended otherwise than failed', async () => {
    const world = await driftedWorld({ governor: { stopAfterFailures: 1, cooldownMinutes: 0 } });
    world.upload();
    await world.alarm('first');
    await work(world, true);
    const { reason } = await world.alarm('second');

    await world.accept(world.upload());
    const run = (await world.project()).active?.run ?? '';
    await world.claim(run);
    await world.alarm('third');
    await endRun({ project: 'cars', run }, { outcome: 'Refused', who: 'finishRun' }, world.services);

    expect(reason).toContain('the last 1 runs failed');
    expect(world.services.executions.started).toHaveLength(3);
  });

  it('waits for the next day where the cap is reached', async () => {
    const world = await driftedWorld({ governor: { runsPerDay: 2, cooldownMinutes: 0 } });
    for (const each of ['first', 'second', 'third']) {
      await world.alarm(each);
      await work(world);
    }
    const today = world.services.executions.started.length;

    world.services.clock.set('2026-11-22T00:00:00.000Z');
    await reconcile(GROUP_PREFIX, world.services);

    expect([today, world.services.executions.started.length]).toEqual([2, 3]);
    expect((await world.project()).governor).toMatchObject({ day: '2026-11-22', runsToday: 1 });
  });
});

describe('the budget of a day', () => {
  it('counts what runs cost, holds up even a person, and is mailed once a day', async () => {
    const world = await driftedWorld({ governor: { budgetPerDay: 2, cooldownMinutes: 0 } });
    await world.command('request', 'a');
    const run = (await world.project()).active?.run ?? '';
    const attempt = { number: 1, job: `${run}-a1`, instanceType: 'ml.g5.xlarge', startedAt: timeOf(0), seconds: 3600, status: 'Completed' };
    await world.records.write({ update: keys.run('cars', 2), append: { attempts: [attempt] } });
    await work(world);

    const fates = [await world.command('request', 'b'), await world.alarm('second'), await world.alarm('third')];

    expect((await world.run(run)).cost).toBe(1.408);
    expect((await world.project()).governor).toMatchObject({ spentToday: 1.408, lastCost: 1.408 });
    expect(fates).toMatchObject(fates.map(() => ({ became: 'waiting', notBefore: '2026-11-22T00:00:00.000Z' })));
    expect(mailed(world, /the budget is reached/)).toBe(1);
  });

  it('that a single run cannot fit is told every day, and the request is neither lost nor tried in between', async () => {
    const world = await driftedWorld({ governor: { budgetPerDay: 0.5 } });
    await world.command('request', 'a');

    for (let hour = 0; hour < 72; hour += 1) {
      world.services.clock.set(timeOf(hour * 60));
      await reconcile(GROUP_PREFIX, world.services);
    }
    await reconcile(GROUP_PREFIX, world.services);

    expect(mailed(world, /the budget is reached/)).toBe(3);
    expect(await world.audit(String((await world.waiting())[0]))).toHaveLength(3);
    expect(world.services.executions.started).toEqual([]);
  });
});

describe('what the governor remembers', () => {
  it('counts failures in a row, and forgets them when a run ends otherwise', async () => {
    const world = await driftedWorld({ governor: { cooldownMinutes: 0 } });
    world.upload();
    const counts: unknown[] = [];

    for (const failing of [true, true, false, true]) {
      await world.command('request', String(counts.length));
      await work(world, failing);
      counts.push((await world.project()).governor?.failuresInARow);
    }

    expect(counts).toEqual([1, 2, 0, 1]);
  });

  it('is nothing of a run that a release without a governor opened', async () => {
    const world = await driftedWorld();
    const { run } = await world.working();
    await world.records.write({ update: keys.project('cars'), remove: ['governor'] });

    await endRun({ project: 'cars', run }, { outcome: 'Refused', who: 'finishRun' }, world.services);

    expect((await world.project()).governor).toBeUndefined();
  });
});
