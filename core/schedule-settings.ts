import * as z from 'zod/mini';
import { problemOfExpression } from './schedule-expression.ts';

const Expression = z.string().check(
  z.maxLength(256),
  z.check(({ value, issues }) => {
    const message = problemOfExpression(value);
    if (message !== undefined) issues.push({ code: 'custom', input: value, message });
  }),
);

/** A name of the IANA database, as EventBridge Scheduler takes it; an offset such as +01:00 would be wrong for half of the year. */
const Timezone = z.string().check(
  z.maxLength(50),
  z.refine((name) => /^[A-Za-z]/.test(name) && isKnown(name), 'write a time zone of the IANA database, such as Europe/Berlin or UTC'),
);

/** `training.schedule` in project.yml: when a run is asked for though nothing was uploaded. Where nothing is new since the last good run, it ends as Skipped. */
export const ScheduleSettings = z.strictObject({ expression: Expression, timezone: z._default(Timezone, 'UTC') });
export type ScheduleSettings = z.infer<typeof ScheduleSettings>;

function isKnown(timeZone: string): boolean {
  try {
    return new Intl.DateTimeFormat('en', { timeZone }).resolvedOptions().timeZone !== '';
  } catch {
    return false;
  }
}
