import { describe, expect, it } from '@jest/globals';
import { nextTime, nextTimes } from '../../../local/scheduler/next-time.ts';

const from = new Date('2026-11-20T12:00:00Z'); // a Friday
const times = (expression: string, count = 3, start = from, timezone = 'UTC') =>
  nextTimes(expression, start, count, timezone).map((time) => time.toISOString().slice(0, 16));

describe('rate', () => {
  it.each([
    ['rate(1 minute)', '2026-11-20T12:01'],
    ['rate(5 minutes)', '2026-11-20T12:05'],
    ['rate(1 hour)', '2026-11-20T13:00'],
    ['rate(7 days)', '2026-11-27T12:00'],
  ])('%s fires a period later', (expression, expected) => {
    expect(times(expression, 1)).toEqual([expected]);
  });

  it.each(['rate(1 minutes)', 'rate(5 minute)', 'rate(0 minutes)', 'rate(5 weeks)', 'rate(5minutes)'])('%s is refused as AWS refuses it', (expression) => {
    expect(() => nextTime(expression, from)).toThrow('Parameter ScheduleExpression is not valid');
  });
});

describe('cron', () => {
  it.each([
    ['cron(0 10 * * ? *)', ['2026-11-21T10:00', '2026-11-22T10:00', '2026-11-23T10:00']],
    ['cron(15 12 * * ? *)', ['2026-11-20T12:15', '2026-11-21T12:15', '2026-11-22T12:15']],
    ['cron(0 18 ? * MON-FRI *)', ['2026-11-20T18:00', '2026-11-23T18:00', '2026-11-24T18:00']],
    ['cron(0 18 ? * 2-6 *)', ['2026-11-20T18:00', '2026-11-23T18:00', '2026-11-24T18:00']],
    ['cron(0 8 ? * SAT-MON *)', ['2026-11-21T08:00', '2026-11-22T08:00', '2026-11-23T08:00']],
    ['cron(0/15 12 * * ? *)', ['2026-11-20T12:15', '2026-11-20T12:30', '2026-11-20T12:45']],
    ['cron(5/20 * * * ? *)', ['2026-11-20T12:05', '2026-11-20T12:25', '2026-11-20T12:45']],
    ['cron(0 8 1 * ? *)', ['2026-12-01T08:00', '2027-01-01T08:00', '2027-02-01T08:00']],
    ['cron(0 8 L * ? *)', ['2026-11-30T08:00', '2026-12-31T08:00', '2027-01-31T08:00']],
    ['cron(0 8 LW * ? *)', ['2026-11-30T08:00', '2026-12-31T08:00', '2027-01-29T08:00']],
    ['cron(0 8 15W * ? *)', ['2026-12-15T08:00', '2027-01-15T08:00', '2027-02-15T08:00']],
    ['cron(0 8 1W 5,8 ? 2027)', ['2027-05-03T08:00', '2027-08-02T08:00']],
    ['cron(0 8 ? * 6#3 *)', ['2026-12-18T08:00', '2027-01-15T08:00', '2027-02-19T08:00']],
    ['cron(0 8 ? * FRI#3 *)', ['2026-12-18T08:00', '2027-01-15T08:00', '2027-02-19T08:00']],
    ['cron(0 8 ? * 6L *)', ['2026-11-27T08:00', '2026-12-25T08:00', '2027-01-29T08:00']],
    ['cron(0 8 ? * L *)', ['2026-11-21T08:00', '2026-11-28T08:00', '2026-12-05T08:00']],
    ['cron(0 8 29 FEB ? *)', ['2028-02-29T08:00', '2032-02-29T08:00', '2036-02-29T08:00']],
    ['cron(0 8 1 1 ? 2025)', []],
  ] as const)('%s', (expression, expected) => {
    expect(times(expression)).toEqual(expected);
  });

  it.each([
    ['cron(0 10 * * *)', 'six fields'],
    ['cron(0 10 * * * *)', 'exactly one of day of month and day of week must be ?'],
    ['cron(0 10 ? * ? *)', 'exactly one of day of month and day of week must be ?'],
    ['cron(60 10 * * ? *)', '"60" is no minutes: write 0 to 59'],
    ['cron(0 10 ? * 0 *)', '"0" is no day of week: write 1 to 7 or SUN to SAT'],
    ['cron(0 10 ? * FRY *)', '"FRY" is no day of week'],
    ['every day', 'it must be rate(...), cron(...) or at(...)'],
  ])('%s is refused, saying why', (expression, reason) => {
    expect(() => nextTime(expression, from)).toThrow(reason);
  });

  it('follows the clocks of its time zone', () => {
    expect(times('cron(0 9 * * ? *)', 1, from, 'America/New_York')).toEqual(['2026-11-20T14:00']);
    expect(() => nextTime('cron(0 9 * * ? *)', from, 'Mars/Olympus')).toThrow('Invalid ScheduleExpressionTimezone Mars/Olympus');
  });

  it('skips a time that the clocks skip in spring', () => {
    expect(times('cron(30 2 * * ? *)', 2, new Date('2027-03-27T12:00:00Z'), 'Europe/Berlin')).toEqual(['2027-03-29T00:30', '2027-03-30T00:30']);
  });

  it('fires once at a time that the clocks repeat in autumn', () => {
    expect(times('cron(30 2 * * ? *)', 2, new Date('2027-10-30T12:00:00Z'), 'Europe/Berlin')).toEqual(['2027-10-31T00:30', '2027-11-01T01:30']);
  });
});

describe('at', () => {
  it('fires once, on the clocks of its time zone', () => {
    expect(times('at(2026-12-01T08:30:00)')).toEqual(['2026-12-01T08:30']);
    expect(times('at(2026-07-01T08:30:00)', 1, new Date('2026-01-01T00:00:00Z'), 'Europe/Berlin')).toEqual(['2026-07-01T06:30']);
    expect(times('at(2026-11-20T12:00:00)')).toEqual([]);
  });

  it.each(['at(2026-12-01)', 'at(2026-13-01T08:30:00)', 'at(2026-12-01T08:30:00Z)'])('%s is refused', (expression) => {
    expect(() => nextTime(expression, from)).toThrow('write at(2026-11-22T10:00:00)');
  });
});
