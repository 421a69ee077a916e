import { describe, expect, it } from '@jest/globals';
import { acceptSchedule } from '../../core/accept-schedule.ts';
import { inSlices } from '../../core/in-slices.ts';
import type { Write } from '../../core/ports.ts';
import { reconcile } from '../../core/reconcile.ts';
import { nextTimes } from '../../local/scheduler/next-time.ts';
import { driftedWorld, timeOf, work } from '../core/governed-world.ts';
import { GROUP_PREFIX, protocolWorld } from '../core/protocol-world.ts';
import { NAMES } from '../world/hostile/deployed-functions.ts';
import { batch, deployed, live, upload } from './live.ts';

/** Functions that take uploads at the same moment. */
const SIDE_BY_SIDE = 20;

const created = (bucket: string | undefined, key: string) => ({
  ...{ source: 'aws.s3', 'detail-type': 'Object Created', account: '123456789012', region: 'eu-west-1' },
  detail: { bucket: { name: bucket }, object: { key } },
});

describe('what asks for a run', () => {
  it('own output triggers itself: no rule that is deployed matches anything that a run or a scoring writes', async () => {
    const { world, runs, outcomes } = await live([upload(1), batch(600)]);
    const { targets } = await deployed();
    const matched = (bucket: string | undefined, key: string) => targets.filter(({ matches }) => matches(created(bucket, key))).map(({ name }) => name);

    const written = [...world.services.artifacts.objects.keys()];
    expect(written.filter((key) => key.endsWith('.csv')).length).toBeGreaterThan(2);
    expect(written.flatMap((key) => matched(NAMES['ArtifactsBucket'], key))).toEqual([]);
    expect(written.filter((key) => matched(NAMES['DataBucket'], key).length > 0)).toEqual([]);
    expect(matched(NAMES['DataBucket'], 'cars/datasets/a.csv')).toEqual(['acceptDataset']);
    expect(matched(NAMES['DataBucket'], 'cars/batches/b.csv')).toEqual(['acceptBatch']);
    expect([runs.length, outcomes, world.transforms.course.jobs.size]).toEqual([1, ['Succeeded'], 1]);
  });

  it('hot key: of a thousand uploads each writes its own items, and the one that they share only while no run is open', async () => {
    const world = await protocolWorld({ data: { use: 'all' } });
    const uploads = Array.from({ length: 1000 }, (_, n) => world.upload(`cars/datasets/${n % 250}.csv`, `age,price\n${n},2\n`));
    const written = new Map<string, number>();
    world.before((writes) => {
      for (const place of writes.map(placeOf)) written.set(place, (written.get(place) ?? 0) + 1);
    });

    await inSlices(uploads, (each) => world.accept(each), SIDE_BY_SIDE);
    const run = await work(world);

    expect(Math.max(...written.values())).toBeLessThan(100);
    expect(world.services.executions.started).toEqual([run]);
    expect(new Set((await world.requests()).map(({ status }) => status))).toEqual(new Set(['done']));
    const used = (await world.run(run ?? '')).objects?.map(({ versionId }) => versionId);
    expect(new Set(used)).toEqual(new Set(uploads.slice(-250).map(({ detail }) => detail.object['version-id'])));
  });

  it('alarm storm: a thousand alarms in an hour open one run per cooldown, lose no request, and cost one write each', async () => {
    const world = await driftedWorld();
    const before = world.records.writes();

    for (let n = 0; n < 1000; n += 1) {
      world.services.clock.set(timeOf(n * 0.06));
      await world.alarm(`${n}`);
      await work(world);
    }
    const inTheHour = world.services.executions.started.length;
    const writes = world.records.writes() - before;
    world.services.clock.set(timeOf(61));
    await reconcile(GROUP_PREFIX, world.services);
    await work(world);

    expect(inTheHour).toBe(1);
    expect(world.services.executions.started).toHaveLength(2);
    expect(writes).toBeLessThan(1010);
    expect(await world.requests()).toHaveLength(1000);
    expect((await world.requests()).filter(({ status }) => status !== 'done')).toEqual([]);
    expect(await world.waiting()).toEqual([]);
  });

  it('deferred request in a loop: before its time it costs neither a write nor a mail, and at its time it opens one run', async () => {
    const world = await driftedWorld();
    await world.alarm('first');
    await work(world);
    const { request = '', notBefore = '' } = await world.alarm('second');
    await reconcile(GROUP_PREFIX, world.services);
    const before = [world.records.writes(), world.services.mails.sent.length, world.services.executions.startCalls.length];

    for (let minute = 1; minute < 60; minute += 1) {
      world.services.clock.set(timeOf(minute));
      await reconcile(GROUP_PREFIX, world.services);
    }
    const during = [world.records.writes(), world.services.mails.sent.length, world.services.executions.startCalls.length];
    world.services.clock.set(notBefore);
    const { started } = await reconcile(GROUP_PREFIX, world.services);

    expect(during).toEqual(before);
    expect(await world.audit(request)).toEqual(['request deferred']);
    expect(started).toHaveLength(1);
  });

  it.each([
    ['in spring, at a time that the clocks skip', 'cron(30 2 * * ? *)', '2027-03-27T12:00:00Z', ['2027-03-29T00:30', '2027-03-30T00:30']],
    ['in autumn, at a time that the clocks repeat', 'cron(30 2 * * ? *)', '2027-10-30T12:00:00Z', ['2027-10-31T00:30', '2027-11-01T01:30']],
    ['in autumn, every hour', 'rate(1 hour)', '2027-10-30T23:30:00Z', ['2027-10-31T00:30', '2027-10-31T01:30']],
  ])('DST night in a schedule: %s, each time that comes asks once', async (_, expression, from, expected) => {
    const world = await protocolWorld();
    const times = nextTimes(expression, new Date(from), 2, 'Europe/Berlin').map((time) => `${time.toISOString().slice(0, 19)}Z`);

    for (const scheduledTime of [...times, ...times]) await acceptSchedule({ project: 'cars', scheduledTime, execution: 'e1' }, world.services);

    expect(times.map((time) => time.slice(0, 16))).toEqual(expected);
    expect((await world.requests()).map(({ why }) => why).sort()).toEqual(times.map((time) => `the schedule was due at ${time}`));
  });
});

function placeOf(write: Write): string {
  const { pk, sk } = 'put' in write ? write.put : 'update' in write ? write.update : 'delete' in write ? write.delete : write.check;
  return `${pk} ${sk}`;
}
