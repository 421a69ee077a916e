import { AwsError } from '../plane.ts';

const UNIT_MILLISECONDS: Readonly<Record<string, number>> = { minute: 60_000, hour: 3_600_000, day: 86_400_000 };

/** The next moment after `after` at which a rule or schedule with this expression fires; undefined when it never will again. */
export function nextTime(expression: string, after: Date, _timezone = 'UTC'): Date | undefined {
  const rate = /^rate\((\d+) (minute|hour|day)s?\)$/.exec(expression);
  if (rate) return new Date(after.getTime() + Number(rate[1]) * (UNIT_MILLISECONDS[rate[2] ?? ''] ?? 0));
  throw new AwsError('ValidationException', `Parameter ScheduleExpression is not valid: ${expression}`);
}
