import type { ChoiceRule } from './definition.ts';
import type { Json } from './json.ts';
import { findAtPath, readPath, type Scope } from './read-path.ts';
import { runtimeError } from './states-error.ts';
import { timestampIn } from './timestamp.ts';

type Comparison = (value: Json, expected: Json) => boolean;
type Order = (sign: number) => boolean;

const ORDERS: Readonly<Record<string, Order>> = {
  Equals: (sign) => sign === 0,
  LessThan: (sign) => sign < 0,
  GreaterThan: (sign) => sign > 0,
  LessThanEquals: (sign) => sign <= 0,
  GreaterThanEquals: (sign) => sign >= 0,
};

/** Value tests of the States Language by operator; every one has a `...Path` twin that reads its expected value. */
const COMPARISONS: Readonly<Record<string, Comparison>> = {
  BooleanEquals: (value, expected) => typeof value === 'boolean' && value === expected,
  StringMatches: (value, expected) => typeof value === 'string' && typeof expected === 'string' && globOf(expected).test(value),
  ...ordered('String', textOf),
  ...ordered('Numeric', (value) => (typeof value === 'number' ? value : undefined)),
  ...ordered('Timestamp', (value) => timestampIn(value)?.getTime()),
};

const TYPE_TESTS: Readonly<Record<string, (value: Json) => boolean>> = {
  IsNull: (value) => value === null,
  IsString: (value) => typeof value === 'string',
  IsNumeric: (value) => typeof value === 'number',
  IsBoolean: (value) => typeof value === 'boolean',
  IsTimestamp: (value) => timestampIn(value) !== undefined,
};

/** Names of all comparison operators, for the definition's schema. */
export const operators: readonly string[] = [
  ...Object.keys(COMPARISONS).flatMap((name) => (name === 'StringMatches' ? [name] : [name, `${name}Path`])),
  ...Object.keys(TYPE_TESTS),
  'IsPresent',
];

/** Whether a rule of a Choice state holds. A variable that is absent is an error, except to IsPresent. */
export function ruleHolds(rule: ChoiceRule, scope: Scope): boolean {
  if (rule.And) return rule.And.every((inner) => ruleHolds(inner, scope));
  if (rule.Or) return rule.Or.some((inner) => ruleHolds(inner, scope));
  if (rule.Not) return !ruleHolds(rule.Not, scope);
  const variable = rule.Variable ?? '';
  const [operator, expected] = Object.entries(rule.tests ?? {})[0] ?? ['', null];
  if (operator === 'IsPresent') return (findAtPath(variable, scope) !== undefined) === expected;
  const value = findAtPath(variable, scope);
  if (value === undefined) throw runtimeError(`Invalid path '${variable}': The choice state's condition path references an invalid value.`);
  const isOfType = TYPE_TESTS[operator];
  if (isOfType) return isOfType(value) === expected;
  return compare(operator, value, expected, scope);
}

function compare(operator: string, value: Json, expected: Json, scope: Scope): boolean {
  const plain = COMPARISONS[operator];
  if (plain) return plain(value, expected);
  const twin = COMPARISONS[operator.replace(/Path$/, '')];
  if (twin === undefined || typeof expected !== 'string') throw runtimeError(`The choice operator ${operator} is not supported`);
  return twin(value, readPath(expected, scope, operator));
}

function ordered(prefix: string, read: (value: Json) => string | number | undefined): Readonly<Record<string, Comparison>> {
  return Object.fromEntries(
    Object.entries(ORDERS).map(([name, holds]) => [
      `${prefix}${name}`,
      (value: Json, expected: Json) => {
        const [one, other] = [read(value), read(expected)];
        return one !== undefined && other !== undefined && holds(one < other ? -1 : one > other ? 1 : 0);
      },
    ]),
  );
}

function textOf(value: Json): string | undefined {
  return typeof value === 'string' ? value : undefined;
}

/** `*` stands for any text, `\*` for a star. */
function globOf(pattern: string): RegExp {
  const parts = pattern.split(/(\\[\s\S]|\*)/u);
  const source = parts.map((part) => (part === '*' ? '[\\s\\S]*' : (part.startsWith('\\') ? part.slice(1) : part).replace(/[$()*+.?[\\\]^{|}-]/g, '\\$&')));
  return new RegExp(`^${source.join('')}$`);
}
