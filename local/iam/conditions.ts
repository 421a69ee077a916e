import { matches, substitute, type Variables } from './pattern.ts';

/** Condition keys of one request, lower-cased because IAM ignores their case. */
export type Context = ReadonlyMap<string, readonly string[]>;

/** One line of a Condition block: `ForAnyValue:StringLikeIfExists { key: values }`, taken apart. */
export interface Condition {
  readonly operator: string;
  readonly set?: 'ForAnyValue' | 'ForAllValues';
  readonly ifExists: boolean;
  readonly key: string;
  readonly values: readonly string[];
}

/** Takes an operator's spelling apart; an operator that this engine does not know is an error, because ignoring one would open what AWS closes. */
export function parseOperator(spelling: string): Pick<Condition, 'operator' | 'set' | 'ifExists'> {
  const [, set, operator = '', ifExists] = /^(?:(ForAnyValue|ForAllValues):)?(\w+?)(IfExists)?$/.exec(spelling) ?? [];
  if (operator !== 'Null' && !tests.has(operator) && !tests.has(positiveOf(operator))) {
    throw new Error(
      `the condition operator "${spelling}" is not known to the laptop cloud; it knows Null, ${[...tests.keys()].join(', ')} and their Not forms`,
    );
  }
  return { operator, ifExists: ifExists !== undefined, ...(set === 'ForAnyValue' || set === 'ForAllValues' ? { set } : {}) };
}

/** A key that is missing fails a positive operator and satisfies a negated one, as IAM documents. */
export function holds(condition: Condition, context: Context): boolean {
  const found = context.get(condition.key.toLowerCase()) ?? [];
  if (condition.operator === 'Null') return condition.values.includes(String(found.length === 0));
  if (found.length === 0 && (condition.ifExists || condition.set === 'ForAllValues')) return true;
  const negated = !tests.has(condition.operator);
  if (found.length === 0 && condition.set === undefined) return negated;
  const accepts = (value: string) => negated !== condition.values.some((wanted) => testOf(condition.operator)(value, wanted, variablesOf(context)));
  return condition.set === 'ForAllValues' ? found.every(accepts) : found.some(accepts);
}

/** Policy variables read the same keys as conditions. */
export function variablesOf(context: Context): Variables {
  return (name) => context.get(name.toLowerCase())?.[0];
}

type Test = (value: string, wanted: string, variables: Variables) => boolean;

const tests: ReadonlyMap<string, Test> = new Map<string, Test>([
  ['StringEquals', (value, wanted, variables) => value === substitute(wanted, variables)],
  ['StringEqualsIgnoreCase', (value, wanted, variables) => value.toLowerCase() === substitute(wanted, variables)?.toLowerCase()],
  ['StringLike', (value, wanted, variables) => matches(wanted, value, variables)],
  ['ArnEquals', likeArn],
  ['ArnLike', likeArn],
  ['Bool', (value, wanted) => value.toLowerCase() === wanted.toLowerCase()],
  ['NumericEquals', (value, wanted) => Number(value) === Number(wanted)],
  ['NumericLessThan', (value, wanted) => Number(value) < Number(wanted)],
  ['NumericLessThanEquals', (value, wanted) => Number(value) <= Number(wanted)],
  ['NumericGreaterThan', (value, wanted) => Number(value) > Number(wanted)],
  ['NumericGreaterThanEquals', (value, wanted) => Number(value) >= Number(wanted)],
  ['DateEquals', (value, wanted) => Date.parse(value) === Date.parse(wanted)],
  ['DateLessThan', (value, wanted) => Date.parse(value) < Date.parse(wanted)],
  ['DateLessThanEquals', (value, wanted) => Date.parse(value) <= Date.parse(wanted)],
  ['DateGreaterThanEquals', (value, wanted) => Date.parse(value) >= Date.parse(wanted)],
  ['DateGreaterThan', (value, wanted) => Date.parse(value) > Date.parse(wanted)],
  ['IpAddress', (value, wanted) => inRange(value, wanted)],
]);

function testOf(operator: string): Test {
  return tests.get(operator) ?? tests.get(positiveOf(operator)) ?? (() => false);
}

function positiveOf(operator: string): string {
  return operator.startsWith('Not') ? operator.slice('Not'.length) : operator.replace('Not', '');
}

/** Each of an ARN's six parts is matched by itself, so `*` does not reach over a colon. */
function likeArn(value: string, wanted: string, variables: Variables): boolean {
  const [parts, patterns] = [inSix(value), inSix(wanted)];
  return parts.length === patterns.length && parts.every((part, index) => matches(patterns[index] ?? '', part, variables));
}

function inSix(arn: string): readonly string[] {
  const parts = arn.split(':');
  return [...parts.slice(0, 5), parts.slice(5).join(':')];
}

/** IPv4 only: everything on this machine comes from 127.0.0.1. */
function inRange(address: string, range: string): boolean {
  const [network = '', bits = '32'] = range.split('/');
  const blocks = 2 ** (32 - Number(bits));
  return Math.floor(asNumber(address) / blocks) === Math.floor(asNumber(network) / blocks);
}

function asNumber(address: string): number {
  return address.split('.').reduce((sum, part) => sum * 256 + Number(part), 0);
}
