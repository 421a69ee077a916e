import { describe, expect, it } from '@jest/globals';
import { nightly, schedulerWorld } from './scheduler-world.ts';

const begin = Date.parse('2026-11-22T10:00:00Z') / 1000;
const day = 86_400;
const timesOf = ({ invoked }: ReturnType<typeof schedulerWorld>) => invoked.map(({ at }) => at);

describe('a rate', () => {
  it('begins at once where there is no StartDate, and then counts from there', async () => {
    const world = schedulerWorld();
    await world.schedule();

    await world.clock.advance(660);

    expect(timesOf(world)).toEqual(['2026-11-22T10:00:00', '2026-11-22T10:05:00', '2026-11-22T10:10:00']);
  });

  it('begins at its StartDate and stops at its EndDate', async () => {
    const world = schedulerWorld();
    await world.schedule({ StartDate: begin + 90, EndDate: begin + 700 });

    await world.clock.advance(3600);

    expect(timesOf(world)).toEqual(['2026-11-22T10:01:30', '2026-11-22T10:06:30', '2026-11-22T10:11:30']);
    expect(world.clock.pending).toBe(0);
  });
});

describe('cron', () => {
  it('follows the clocks of its time zone, from its StartDate on', async () => {
    const world = schedulerWorld();
    await world.schedule({ ScheduleExpression: 'cron(30 2 * * ? *)', ScheduleExpressionTimezone: 'Europe/Berlin', StartDate: begin + day });

    await world.clock.advance(3 * day);

    expect(timesOf(world)).toEqual(['2026-11-24T01:30:00', '2026-11-25T01:30:00']);
  });

  it('skips what the clocks skip in spring and runs once at what they repeat in autumn', async () => {
    const world = schedulerWorld();
    await world.schedule({ ScheduleExpression: 'cron(30 2 28-31 3,10 ? 2027)', ScheduleExpressionTimezone: 'Europe/Berlin' });

    await world.clock.advance(400 * day);

    expect(timesOf(world)).toEqual(
      ['03-29T00:30', '03-30T00:30', '03-31T00:30', '10-28T00:30', '10-29T00:30', '10-30T00:30', '10-31T00:30'].map((time) => `2027-${time}:00`),
    );
  });
});

describe('a one-time schedule', () => {
  it('runs once, whatever dates it has, and is deleted where that is asked for', async () => {
    const world = schedulerWorld();
    const once = { ScheduleExpression: 'at(2026-11-22T12:00:00)', ScheduleExpressionTimezone: 'Europe/Berlin', StartDate: begin + day };
    await world.schedule({ ...once, Name: 'kept' });
    await world.schedule({ ...once, Name: 'gone', ActionAfterCompletion: 'DELETE' });

    await world.clock.advance(2 * day);

    expect(timesOf(world)).toEqual(['2026-11-22T11:00:00', '2026-11-22T11:00:00']);
    expect((await world.ask('ListSchedules'))['Schedules']).toMatchObject([{ Name: 'kept' }]);
  });
});

describe('a flexible time window', () => {
  it('lets the schedule run somewhere in it, and tells the time that was meant', async () => {
    const world = schedulerWorld();
    const Target = { ...nightly.Target, Input: '"<aws.scheduler.scheduled-time>"' };
    await world.schedule({ ScheduleExpression: 'cron(0 11 * * ? *)', FlexibleTimeWindow: { Mode: 'FLEXIBLE', MaximumWindowInMinutes: 30 }, Target });

    await world.clock.advance(2 * day);

    expect(world.invoked).toEqual(['2026-11-22', '2026-11-23'].map((date) => ({ at: `${date}T11:15:00`, payload: `"${date}T11:00:00Z"` })));
  });
});

describe('a schedule that is changed', () => {
  it('is silent while it is disabled, and counts anew when it is enabled', async () => {
    const world = schedulerWorld();
    await world.schedule({ State: 'DISABLED' });
    await world.clock.advance(420);

    await world.ask('UpdateSchedule', nightly);
    await world.clock.advance(300);

    expect(timesOf(world)).toEqual(['2026-11-22T10:07:00', '2026-11-22T10:12:00']);
  });

  it('falls back to the defaults in everything that is not said again', async () => {
    const world = schedulerWorld();
    await world.schedule({ Description: 'every night', ScheduleExpressionTimezone: 'Europe/Berlin', ActionAfterCompletion: 'DELETE', EndDate: begin + day });

    await world.clock.advance(60);
    await world.ask('UpdateSchedule', nightly);

    const { CreationDate, LastModificationDate, Description, EndDate, ...found } = await world.ask('GetSchedule', { Name: 'nightly' });
    expect([CreationDate, LastModificationDate, Description, EndDate]).toEqual([begin, begin + 60, undefined, undefined]);
    expect(found).toEqual({
      ...{ ...nightly, Arn: 'arn:aws:scheduler:eu-west-1:123456789012:schedule/default/nightly', GroupName: 'default', State: 'ENABLED' },
      ...{ ScheduleExpressionTimezone: 'UTC', ActionAfterCompletion: 'NONE' },
      Target: { ...nightly.Target, RetryPolicy: { MaximumRetryAttempts: 185, MaximumEventAgeInSeconds: 86_400 } },
    });
  });

  it('runs no more once it is deleted', async () => {
    const world = schedulerWorld();
    await world.schedule({ StartDate: begin + 60 });

    await world.ask('DeleteSchedule', { Name: 'nightly' });

    expect(world.clock.pending).toBe(0);
    await expect(world.ask('DeleteSchedule', { Name: 'nightly' })).rejects.toMatchObject({ code: 'ResourceNotFoundException', status: 404 });
  });
});
