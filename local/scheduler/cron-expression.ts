import { Cron } from 'croner';
import { AwsError } from '../plane.ts';

const DAYS = ['SUN', 'MON', 'TUE', 'WED', 'THU', 'FRI', 'SAT'];
const MONTHS = ['JAN', 'FEB', 'MAR', 'APR', 'MAY', 'JUN', 'JUL', 'AUG', 'SEP', 'OCT', 'NOV', 'DEC'];

type Field = { readonly name: string; readonly least: number; readonly most: number; readonly words: readonly string[] };
const FIELDS: readonly Field[] = [
  { name: 'minutes', least: 0, most: 59, words: [] },
  { name: 'hours', least: 0, most: 23, words: [] },
  { name: 'day of month', least: 1, most: 31, words: [] },
  { name: 'month', least: 1, most: 12, words: MONTHS },
  { name: 'day of week', least: 1, most: 7, words: DAYS },
  { name: 'year', least: 1970, most: 2199, words: [] },
];

/** Six fields as AWS writes them (minutes, hours, day of month, month, day of week with 1 for Sunday, year), made fit for croner. */
export function cronOf(body: string, timezone: string, expression: string): Cron {
  const fields = body.trim().split(/\s+/);
  if (fields.length !== FIELDS.length) throw invalidExpression(expression, 'cron needs six fields: minutes, hours, day of month, month, day of week, year');
  if ((fields[2] === '?') === (fields[4] === '?')) throw invalidExpression(expression, 'exactly one of day of month and day of week must be ?');
  const translated = FIELDS.map((field, index) => translate(fields[index] ?? '', field, expression));
  try {
    return new Cron(`0 ${translated.join(' ')}`, { timezone, alternativeWeekdays: true, paused: true });
  } catch (error) {
    throw invalidExpression(expression, error instanceof Error ? error.message : String(error));
  }
}

export function invalidExpression(expression: string, advice: string): AwsError {
  return new AwsError('ValidationException', `Parameter ScheduleExpression is not valid: ${expression} (${advice})`);
}

function translate(text: string, field: Field, expression: string): string {
  if (text === '*' || text === '?') return text;
  return text
    .split(',')
    .map((part) => translatePart(part.toUpperCase(), field, expression))
    .join(',');
}

/** croner wants ranges that rise and steps over a range; AWS also takes SAT-MON and 5/20. */
function translatePart(part: string, field: Field, expression: string): string {
  const special = specialDay(part, field);
  if (special !== undefined) return special;
  const [, range = '', step] = /^([^/]+)(?:\/([1-9]\d*))?$/.exec(part) ?? [];
  const [first = '', last] = range.split('-');
  const from = first === '*' ? field.least : numberIn(first, field, expression);
  const to = last !== undefined ? numberIn(last, field, expression) : first === '*' || step !== undefined ? field.most : from;
  const values = from <= to ? between(from, to) : [...between(from, field.most), ...between(field.least, to)];
  return values.filter((_value, index) => index % Number(step ?? 1) === 0).join(',');
}

/** L, LW, 15W in the days of the month; L, 6L, FRI#3 in the days of the week. */
function specialDay(part: string, { name, words }: Field): string | undefined {
  if (name === 'day of month' && /^(?:L|LW|(?:[1-9]|[12]\d|3[01])W)$/.test(part)) return part;
  if (name !== 'day of week') return undefined;
  if (part === 'L') return '7';
  const [, day = '', suffix = ''] = /^([A-Z]{3}|[1-7])(L|#[1-5])$/.exec(part) ?? [];
  const number = words.indexOf(day) + 1 || Number(day);
  return suffix === '' || !(number >= 1) ? undefined : `${number}${suffix}`;
}

function numberIn(text: string, { name, least, most, words }: Field, expression: string): number {
  const word = words.indexOf(text);
  const value = word >= 0 ? word + 1 : /^\d+$/.test(text) ? Number(text) : Number.NaN;
  if (value >= least && value <= most) return value;
  throw invalidExpression(expression, `"${text}" is no ${name}: write ${least} to ${most}${words.length > 0 ? ` or ${words[0]} to ${words.at(-1)}` : ''}`);
}

function between(from: number, to: number): readonly number[] {
  return Array.from({ length: to - from + 1 }, (_value, index) => from + index);
}
