import { describe, expect, it } from '@jest/globals';
import { problemOfExpression } from '../../core/schedule-expression.ts';
import { nextTime } from '../../local/scheduler/next-time.ts';

const TAKEN = [
  ...['rate(1 minute)', 'rate(5 minutes)', 'rate(1 day)', 'rate(12 hours)'],
  ...['cron(0 3 * * ? *)', 'cron(0/15 8-18 ? * MON-FRI *)', 'cron(0 10 L * ? *)', 'cron(15 12 ? * 6L 2027-2030)', 'cron(0 0 1,15 JAN,JUL ? *)'],
  ...['cron(0 8 ? * TUE#2 *)', 'cron(0 18 LW * ? *)', 'cron(0 18 15W * ? *)', 'cron(*/10 * * * ? *)', 'cron(0 6 ? * sat-mon *)'],
];

describe('the expression of a schedule', () => {
  it.each(TAKEN)('%s is taken, and the scheduler finds a next time for it', (expression) => {
    expect(problemOfExpression(expression)).toBeUndefined();
    expect(nextTime(expression, new Date('2026-11-21T10:00:00Z'))).toBeInstanceOf(Date);
  });

  it.each([
    ['every day', 'write rate(1 day), or six fields such as cron(0 3 * * ? *)'],
    ['at(2026-11-21T10:00:00)', 'write rate(1 day), or six fields such as cron(0 3 * * ? *)'],
    ['rate(1 days)', 'write rate(1 day): one is singular, more are plural'],
    ['rate(5 minute)', 'write rate(5 minutes): one is singular, more are plural'],
    ['rate(0 days)', 'write a whole number and minutes, hours or days, such as rate(12 hours)'],
    ['rate(1.5 hours)', 'write a whole number and minutes, hours or days, such as rate(12 hours)'],
    ['cron(0 3 * * *)', 'has 5 cron fields; write six: minutes, hours, day of month, month, day of week, year'],
    ['cron(0 3 * * * *)', 'write ? for exactly one of day of month and day of week: the other one decides'],
    ['cron(0 3 ? * ? *)', 'write ? for exactly one of day of month and day of week: the other one decides'],
    ['cron(60 3 * * ? *)', 'has no valid minutes (0 to 59); a field is *, a value, a range 1-5, a list 1,3 or a step 0/15'],
    ['cron(0 24 * * ? *)', 'has no valid hours (0 to 23)'],
    ['cron(0 3 0 * ? *)', 'has no valid day of month (1 to 31)'],
    ['cron(0 3 * JUNE ? *)', 'has no valid month (1 to 12 or JAN to DEC)'],
    ['cron(0 3 ? * 0 *)', 'has no valid day of week (1 to 7 or SUN to SAT)'],
    ['cron(0 3 ? * MON#6 *)', 'has no valid day of week'],
    ['cron(0 3 * * ? 1969)', 'has no valid year (1970 to 2199)'],
    ['cron(0/0 3 * * ? *)', 'has no valid minutes'],
    ['cron(1-2-3 3 * * ? *)', 'has no valid minutes'],
    ['cron(, 3 * * ? *)', 'has no valid minutes'],
  ])('%s is refused: %s', (expression, message) => {
    expect(problemOfExpression(expression)).toContain(message);
  });
});
