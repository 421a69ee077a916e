import type { Json } from './json.ts';

/** RFC 3339 with an uppercase T, and a Z or an offset, as the States Language wants it. */
const TIMESTAMP = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(?:\.\d+)?(?:Z|[+-]\d{2}:\d{2})$/;

/** The moment a value names, or undefined where it is no timestamp. */
export function timestampIn(value: Json): Date | undefined {
  if (typeof value !== 'string' || !TIMESTAMP.test(value)) return undefined;
  const time = new Date(value);
  return Number.isNaN(time.getTime()) ? undefined : time;
}
