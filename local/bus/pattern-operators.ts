import { BlockList, isIP } from 'node:net';
import { isObject } from '../json-object.ts';
import type { Facts } from '../plane.ts';
import { invalidPattern } from './invalid-pattern.ts';

type Test = (value: unknown) => boolean;
type Path = readonly string[];

/** One operator of a pattern's list, as {"prefix": "a"}; `exists` is not here, as it sees more than one value. */
export function compileOperator(operator: Facts, path: Path): Test {
  const [name = '', ...others] = Object.keys(operator);
  if (others.length > 0) throw invalidPattern('Only one key allowed in match expression', path);
  const compile = operators[name];
  if (!compile) throw invalidPattern(`Unrecognized match type ${name}`, path);
  return compile(operator[name], [...path, name]);
}

const operators: Readonly<Record<string, (operand: unknown, path: Path) => Test>> = {
  prefix: (operand, path) => affix(operand, path, (value, part) => value.startsWith(part)),
  suffix: (operand, path) => affix(operand, path, (value, part) => value.endsWith(part)),
  'equals-ignore-case': (operand, path) => equalIgnoringCase(text(operand, path)),
  wildcard: (operand, path) => wildcard(text(operand, path), path),
  numeric: (operand, path) => numeric(operand, path),
  cidr: (operand, path) => cidr(text(operand, path), path),
  'anything-but': (operand, path) => anythingBut(operand, path),
};

function affix(operand: unknown, path: Path, holds: (value: string, part: string) => boolean): Test {
  if (!isObject(operand)) {
    const part = text(operand, path);
    return (value) => typeof value === 'string' && holds(value, part);
  }
  const [name, ...others] = Object.keys(operand);
  if (name !== 'equals-ignore-case' || others.length > 0) throw invalidPattern('only a string or equals-ignore-case is allowed', path);
  const part = fold(text(operand[name], [...path, name]));
  return (value) => typeof value === 'string' && holds(fold(value), part);
}

function equalIgnoringCase(wanted: string): Test {
  const folded = fold(wanted);
  return (value) => typeof value === 'string' && fold(value) === folded;
}

function fold(value: string): string {
  return value.toUpperCase().toLowerCase();
}

/** `*` stands for any characters; `\*` and `\\` for themselves. */
function wildcard(glob: string, path: Path): Test {
  const parts = glob.match(/\\[\s\S]|\*|[^*\\]+|\\$/g) ?? [];
  if (parts.some((part, at) => part === '*' && parts[at + 1] === '*')) throw invalidPattern('Consecutive wildcard characters', path);
  if (parts.some((part) => part.startsWith('\\') && part !== '\\*' && part !== '\\\\')) throw invalidPattern('Invalid escape character', path);
  const source = parts.map((part) => (part === '*' ? '[\\s\\S]*' : literal(part.startsWith('\\') ? part.slice(1) : part)));
  const expression = new RegExp(`^${source.join('')}$`);
  return (value) => typeof value === 'string' && expression.test(value);
}

/** What is matched against is any scalar; of a list, every entry must be of one kind. */
function anythingBut(operand: unknown, path: Path): Test {
  if (isObject(operand)) return not(anyOfOperator(operand, path));
  const refused = list(operand);
  const kinds = new Set(refused.map((entry) => typeof entry));
  const [kind] = kinds;
  if (kinds.size !== 1 || (kind !== 'string' && kind !== 'number')) throw invalidPattern('anything-but takes strings or numbers, not both and not none', path);
  return (value) => !refused.includes(value);
}

const NEGATABLE = new Set(['prefix', 'suffix', 'equals-ignore-case', 'wildcard']);

function anyOfOperator(operand: Facts, path: Path): Test {
  const [name = '', ...others] = Object.keys(operand);
  if (!NEGATABLE.has(name) || others.length > 0) throw invalidPattern(`Unsupported anything-but pattern: ${Object.keys(operand).join(', ')}`, path);
  const entries = list(operand[name]);
  if (entries.length === 0) throw invalidPattern('Empty arrays are not allowed', [...path, name]);
  const tests = entries.map((entry) => compileOperator({ [name]: entry }, path));
  return (value) => tests.some((test) => test(value));
}

function not(test: Test): Test {
  return (value) => !test(value);
}

const comparisons: Readonly<Record<string, (value: number, bound: number) => boolean>> = {
  '=': (value, bound) => value === bound,
  '<': (value, bound) => value < bound,
  '<=': (value, bound) => value <= bound,
  '>': (value, bound) => value > bound,
  '>=': (value, bound) => value >= bound,
};

/** One comparison, or a lower and an upper bound in this order. */
function numeric(operand: unknown, path: Path): Test {
  const parts = list(operand);
  if (parts.length !== 2 && parts.length !== 4) throw invalidPattern('numeric takes one comparison, or a lower and an upper bound', path);
  const tests = [comparison(parts[0], parts[1], path), ...(parts.length === 4 ? [comparison(parts[2], parts[3], path)] : [])];
  if (parts.length === 4) checkRange(parts, path);
  return (value) => typeof value === 'number' && tests.every((test) => test(value));
}

function comparison(operator: unknown, bound: unknown, path: Path): (value: number) => boolean {
  const compare = typeof operator === 'string' ? comparisons[operator] : undefined;
  if (!compare) throw invalidPattern(`Unrecognized numeric range operator: ${String(operator)}`, path);
  if (typeof bound !== 'number') throw invalidPattern('Value of numeric must be a number', path);
  return (value) => compare(value, bound);
}

function checkRange([lower, low, upper, high]: readonly unknown[], path: Path): void {
  const ordered = String(lower).startsWith('>') && String(upper).startsWith('<');
  if (!ordered) throw invalidPattern('Bad numeric range operator', path);
  if (Number(low) >= Number(high)) throw invalidPattern('Bottom must be less than top', path);
}

function cidr(block: string, path: Path): Test {
  const [address = '', bits = ''] = block.split('/');
  const version = isIP(address);
  const most = version === 4 ? 32 : 128;
  if (version === 0 || !/^\d{1,3}$/.test(bits) || Number(bits) > most) throw invalidPattern('Malformed CIDR, one "/" required', path);
  const addresses = new BlockList();
  addresses.addSubnet(address, Number(bits), family(version));
  return (value) => typeof value === 'string' && isIP(value) !== 0 && addresses.check(value, family(isIP(value)));
}

function family(version: number): 'ipv4' | 'ipv6' {
  return version === 4 ? 'ipv4' : 'ipv6';
}

function list(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [value];
}

function text(value: unknown, path: Path): string {
  if (typeof value !== 'string') throw invalidPattern('the operand must be a string', path);
  return value;
}

function literal(part: string): string {
  return part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}
