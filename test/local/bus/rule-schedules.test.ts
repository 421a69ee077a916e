import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { busWorld, functionArn, payloadOf, ruleArn } from './bus-world.ts';

const minutes = (count: number) => jest.advanceTimersByTime(count * 60_000);

describe('a scheduled rule', () => {
  beforeEach(() => {
    jest.useFakeTimers({ now: new Date('2026-11-20T10:00:00Z') });
  });
  afterEach(() => {
    jest.useRealTimers();
  });

  it('sends its targets a Scheduled Event at each of its times', () => {
    const world = busWorld();
    world.rule({}, { schedule: 'rate(5 minutes)' });

    minutes(11);
    world.bus.close();

    expect(world.invoked.map(({ arn }) => arn)).toEqual([functionArn, functionArn]);
    expect(payloadOf(world.invoked[1])).toMatchObject({
      source: 'aws.events',
      'detail-type': 'Scheduled Event',
      resources: [ruleArn],
      detail: {},
      time: '2026-11-20T10:10:00Z',
    });
  });

  it('is silent while it is disabled and after the bus is closed', () => {
    const world = busWorld();
    world.rule({}, { schedule: 'rate(5 minutes)' });
    world.rule({}, { schedule: 'rate(5 minutes)', state: 'DISABLED' });
    minutes(6);
    world.rule({}, { schedule: 'rate(5 minutes)' });
    world.bus.close();

    minutes(6);

    expect(world.invoked).toEqual([]);
  });

  it('does not make up for what a sleeping laptop has missed', () => {
    const world = busWorld();
    world.rule({}, { schedule: 'rate(5 minutes)' });
    jest.setSystemTime(new Date('2026-11-20T18:00:00Z'));

    minutes(5);
    world.bus.close();

    expect(world.invoked).toHaveLength(1);
  });

  it('waits for times further away than a timer of Node reaches', () => {
    const world = busWorld();
    world.rule({}, { schedule: 'rate(60 days)' });

    minutes(60 * 24 * 59);
    const before = world.invoked.length;
    minutes(60 * 24 * 2);
    world.bus.close();

    expect([before, world.invoked.length]).toEqual([0, 1]);
  });

  it('fires at once when it is told to, and only where there is such a schedule', () => {
    const world = busWorld();
    world.rule({}, { schedule: 'rate(5 minutes)' });

    world.bus.fire('uploads');
    world.bus.close();

    expect(payloadOf(world.invoked[0])).toMatchObject({ source: 'aws.events', 'detail-type': 'Scheduled Event' });
    expect(() => world.bus.fire('nightly')).toThrow('there is no rule "nightly" with a schedule');
  });
});
