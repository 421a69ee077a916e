import { Cron } from 'croner';
import { invalidExpression } from './cron-expression.ts';

/** The moment that `yyyy-mm-ddThh:mm:ss` names on the clocks of a time zone. */
export function localTime(text: string, timezone: string, expression: string): Date {
  const isWellFormed = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}$/.test(text) && !Number.isNaN(new Date(`${text}Z`).getTime());
  if (!isWellFormed) throw invalidExpression(expression, 'write at(2026-11-22T10:00:00)');
  try {
    const time = new Cron(text, { timezone, paused: true }).nextRun(new Date(0));
    if (time !== null) return time;
  } catch (error) {
    throw invalidExpression(expression, error instanceof Error ? error.message : String(error));
  }
  throw invalidExpression(expression, 'it names no moment after 1970');
}
