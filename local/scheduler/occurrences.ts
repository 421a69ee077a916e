import { nextTime } from './next-time.ts';
import type { Schedule } from './schedule.ts';

/**
 * The schedule's next time after a moment; undefined when there is none any more. A rate counts from its StartDate, or at once
 * from when the schedule was made or changed; one-time schedules know neither StartDate nor EndDate.
 */
export function nextOccurrence({ definition, changedAt }: Pick<Schedule, 'definition' | 'changedAt'>, after: Date): Date | undefined {
  const { expression, timezone, startDate, endDate } = definition;
  if (expression.startsWith('at(')) return nextTime(expression, after, timezone);
  const next = expression.startsWith('rate(')
    ? nextOfRate(expression, startDate ?? changedAt, after)
    : nextTime(expression, notBefore(after, startDate), timezone);
  return next === undefined || (endDate !== undefined && next > endDate) ? undefined : next;
}

function nextOfRate(expression: string, first: Date, after: Date): Date {
  const period = nextTime(expression, new Date(0))?.getTime() ?? 0;
  const passed = Math.floor((after.getTime() - first.getTime()) / period) + 1;
  return new Date(first.getTime() + Math.max(0, passed) * period);
}

function notBefore(after: Date, start: Date | undefined): Date {
  return start !== undefined && start > after ? new Date(start.getTime() - 1) : after;
}
