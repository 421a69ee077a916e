import { AwsError } from '../plane.ts';
import { cronOf, invalidExpression } from './cron-expression.ts';
import { localTime } from './local-time.ts';

const UNIT_MILLISECONDS: Readonly<Record<string, number>> = { minute: 60_000, hour: 3_600_000, day: 86_400_000 };

/** The next moment after `after` at which a rule or schedule with this expression fires; undefined when it never will again. */
export function nextTime(expression: string, after: Date, timezone = 'UTC'): Date | undefined {
  checkTimezone(timezone);
  const [, kind, body = ''] = /^(rate|cron|at)\((.*)\)$/.exec(expression) ?? [];
  if (kind === 'rate') return new Date(after.getTime() + rateOf(body, expression));
  if (kind === 'cron') return nextCronTime(expression, body, after, timezone);
  if (kind === 'at') return later(localTime(body, timezone, expression), after);
  throw invalidExpression(expression, 'it must be rate(...), cron(...) or at(...)');
}

/** The next `count` moments, fewer where the schedule ends before. */
export function nextTimes(expression: string, from: Date, count: number, timezone = 'UTC'): readonly Date[] {
  const times: Date[] = [];
  for (let time = nextTime(expression, from, timezone); time !== undefined && times.length < count; time = nextTime(expression, time, timezone))
    times.push(time);
  return times;
}

/** AWS wants the singular for 1, and the plural for all else. */
function rateOf(body: string, expression: string): number {
  const [, digits = '0', unit = '', plural] = /^([1-9]\d*) (minute|hour|day)(s?)$/.exec(body) ?? [];
  const isWellFormed = unit !== '' && (digits === '1') === (plural === '');
  if (!isWellFormed) throw invalidExpression(expression, 'write rate(1 minute), rate(5 minutes), rate(2 hours) or rate(1 day)');
  return Number(digits) * (UNIT_MILLISECONDS[unit] ?? 0);
}

/** A time that the clock skips in spring is skipped; one that it repeats in autumn fires once, as EventBridge Scheduler documents. */
function nextCronTime(expression: string, body: string, after: Date, timezone: string): Date | undefined {
  const cron = cronOf(body, timezone, expression);
  for (let time = cron.nextRun(after); time !== null; time = cron.nextRun(time)) {
    if (cron.match(time)) return time;
  }
  return undefined;
}

function checkTimezone(timezone: string): void {
  try {
    new Intl.DateTimeFormat('en', { timeZone: timezone });
  } catch {
    throw new AwsError('ValidationException', `Invalid ScheduleExpressionTimezone ${timezone}: write a name of the IANA database, such as Europe/Dublin`);
  }
}

function later(time: Date, after: Date): Date | undefined {
  return time > after ? time : undefined;
}
