const DAYS = ['SUN', 'MON', 'TUE', 'WED', 'THU', 'FRI', 'SAT'];
const MONTHS = ['JAN', 'FEB', 'MAR', 'APR', 'MAY', 'JUN', 'JUL', 'AUG', 'SEP', 'OCT', 'NOV', 'DEC'];

/** `words` count from `least`; `special` is what only the days of a month or of a week can be. */
type Field = { readonly name: string; readonly least: number; readonly most: number; readonly words?: readonly string[]; readonly special?: RegExp };

/** As EventBridge Scheduler reads them, in this order; Sunday is 1. */
const FIELDS: readonly Field[] = [
  { name: 'minutes', least: 0, most: 59 },
  { name: 'hours', least: 0, most: 23 },
  { name: 'day of month', least: 1, most: 31, special: /^(?:\?|L|LW|(?:[1-9]|[12]\d|3[01])W)$/ },
  { name: 'month', least: 1, most: 12, words: MONTHS },
  { name: 'day of week', least: 1, most: 7, words: DAYS, special: /^(?:\?|L|(?:[1-7]|SUN|MON|TUE|WED|THU|FRI|SAT)(?:L|#[1-5]))$/ },
  { name: 'year', least: 1970, most: 2199 },
];

/** What is wrong with a schedule's expression and what to write instead; undefined where EventBridge Scheduler would take it. */
export function problemOfExpression(expression: string): string | undefined {
  const [, kind, body = ''] = /^(rate|cron)\((.*)\)$/s.exec(expression) ?? [];
  if (kind === 'rate') return problemOfRate(body);
  if (kind === 'cron') return problemOfCron(body.trim().split(/\s+/));
  return 'write rate(1 day), or six fields such as cron(0 3 * * ? *)';
}

function problemOfRate(body: string): string | undefined {
  const [, count, unit = '', plural] = /^([1-9]\d{0,8}) (minute|hour|day)(s?)$/.exec(body) ?? [];
  if (count === undefined) return 'write a whole number and minutes, hours or days, such as rate(12 hours)';
  if ((count === '1') === (plural === '')) return undefined;
  return `write rate(${count} ${unit}${count === '1' ? '' : 's'}): one is singular, more are plural`;
}

function problemOfCron(fields: readonly string[]): string | undefined {
  if (fields.length !== FIELDS.length) return `has ${fields.length} cron fields; write six: ${FIELDS.map(({ name }) => name).join(', ')}`;
  if ((fields[2] === '?') === (fields[4] === '?')) return 'write ? for exactly one of day of month and day of week: the other one decides';
  const wrong = FIELDS.find((field, index) => !isWellFormed(fields[index] ?? '', field));
  return wrong && `has no valid ${wrong.name} (${rangeOf(wrong)}); a field is *, a value, a range 1-5, a list 1,3 or a step 0/15`;
}

function isWellFormed(text: string, field: Field): boolean {
  return text.split(',').every((part) => field.special?.test(part.toUpperCase()) || isRange(part.toUpperCase(), field));
}

/** Everything, a value or a range, each with a step where it has one. A range may go round, as SAT-MON does. */
function isRange(part: string, field: Field): boolean {
  const [, range = '', step] = /^([^/]+)(?:\/([1-9]\d{0,3}))?$/.exec(part) ?? [];
  if (range === '' || (step !== undefined && Number(step) > field.most)) return false;
  const ends = range.split('-');
  return range === '*' || (ends.length <= 2 && ends.every((end) => isValue(end, field)));
}

function isValue(text: string, { least, most, words = [] }: Field): boolean {
  return words.includes(text) || (/^\d{1,4}$/.test(text) && Number(text) >= least && Number(text) <= most);
}

const rangeOf = ({ least, most, words }: Field) => `${least} to ${most}${words === undefined ? '' : ` or ${words[0]} to ${words.at(-1)}`}`;
