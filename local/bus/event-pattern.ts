import { isObject } from '../json-object.ts';
import type { Facts } from '../plane.ts';
import { invalidPattern } from './invalid-pattern.ts';
import { compileOperator } from './pattern-operators.ts';

/** Whether an event matches; compiled once per rule. */
export type EventMatch = (event: unknown) => boolean;

/** Sees an object of the event, and the whole event for what must be absent from all of it. */
type Check = (scope: Facts, event: unknown) => boolean;

/** Compiles an event pattern with EventBridge's meaning, or refuses it with the path of what is wrong. */
export function compilePattern(pattern: unknown): EventMatch {
  if (!isObject(pattern)) throw invalidPattern('the pattern must be a JSON object', []);
  const check = compileObject(pattern, []);
  return (event) => isObject(event) && check(event, event);
}

function compileObject(pattern: Facts, path: readonly string[]): Check {
  const members = Object.entries(pattern);
  if (members.length === 0) throw invalidPattern('Empty objects are not allowed', path);
  const checks = members.map(([key, value]) => compileMember(key, value, path));
  return (scope, event) => checks.every((check) => check(scope, event));
}

function compileMember(key: string, value: unknown, path: readonly string[]): Check {
  if (key === '$or' && isAlternatives(value)) return compileAlternatives(value, path);
  const here = [...path, key];
  if (Array.isArray(value)) return compileLeaf(key, value, here);
  if (!isObject(value)) throw invalidPattern(`"${key}" must be an object or an array`, here);
  const inner = compileObject(value, here);
  return (scope, event) => scopesIn(scope[key]).some((element) => inner(element, event));
}

/** In an event's array of objects, one and the same object must fulfil the whole pattern. */
function scopesIn(value: unknown): readonly Facts[] {
  const objects = flat(value).filter(isObject);
  return objects.length > 0 ? objects : [{}];
}

function isAlternatives(value: unknown): value is readonly Facts[] {
  return Array.isArray(value) && value.length > 1 && value.every(isObject);
}

function compileAlternatives(alternatives: readonly Facts[], path: readonly string[]): Check {
  const checks = alternatives.map((alternative) => compileObject(alternative, path));
  return (scope, event) => checks.some((check) => check(scope, event));
}

function compileLeaf(key: string, list: readonly unknown[], path: readonly string[]): Check {
  if (list.length === 0) throw invalidPattern('Empty arrays are not allowed', path);
  const checks = list.map((item) => compileItem(item, path));
  return (scope, event) => {
    const values = flat(scope[key]).filter((value) => !isObject(value) && value !== undefined);
    return checks.some((check) => check(values, event));
  };
}

type LeafCheck = (values: readonly unknown[], event: unknown) => boolean;

function compileItem(item: unknown, path: readonly string[]): LeafCheck {
  if (Array.isArray(item)) throw invalidPattern('a list inside a list is not allowed', path);
  if (!isObject(item)) return (values) => values.includes(item);
  if ('exists' in item) return compileExists(item, path);
  const matches = compileOperator(item, path);
  return (values) => values.some(matches);
}

/** Only values count: an object or an empty list at the path is not there. What must be absent must be so everywhere in the event. */
function compileExists(item: Facts, path: readonly string[]): LeafCheck {
  const wanted = item['exists'];
  if (typeof wanted !== 'boolean' || Object.keys(item).length > 1) throw invalidPattern('exists must be true or false, and alone', path);
  return wanted ? (values) => values.length > 0 : (_, event) => valuesAt(event, path).length === 0;
}

function valuesAt(value: unknown, path: readonly string[]): readonly unknown[] {
  const [key, ...rest] = path;
  if (key === undefined) return flat(value).filter((leaf) => !isObject(leaf) && leaf !== undefined);
  return flat(value)
    .filter(isObject)
    .flatMap((object) => valuesAt(object[key], rest));
}

function flat(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value.flatMap(flat) : [value];
}
