import * as z from 'zod/mini';
import { closest } from './did-you-mean.ts';
import { ProjectDefinition } from './project.ts';
import type { Finding } from './read-project-file.ts';

type Issue = z.core.$ZodIssue;
type Path = readonly (string | number)[];

/** Turns what the schema refused into sentences that say what to write. Values are not repeated, only names. */
export function describeIssues(issues: readonly Issue[], given: unknown, under: Path = []): readonly Finding[] {
  return issues.flatMap((issue) => {
    const path = [...under, ...issue.path.map((part) => (typeof part === 'number' ? part : String(part)))];
    if (issue.code === 'unrecognized_keys') return issue.keys.map((key) => unknownMember(path, key));
    if (issue.code === 'invalid_union') return fitsNoForm(issue, path, given);
    const value = valueAt(given, path);
    if (value === undefined) return [{ path, message: `is missing; write ${wanted(issue)}` }];
    if (issue.code === 'invalid_value')
      return [{ path, message: `is none of ${issue.values.join(', ')}${didYouMean(String(value), issue.values.map(String))}` }];
    return [{ path, message: issue.code === 'invalid_type' ? `is ${kindOf(value)}; write ${wanted(issue)}` : wanted(issue) }];
  });
}

function unknownMember(path: Path, key: string): Finding {
  const allowed = membersAt(ProjectDefinition, path);
  const hint = didYouMean(key, allowed) || `; ${path.length === 0 ? 'a project' : 'this'} may have ${allowed.join(', ')}`;
  return { path: [...path, key], at: 'key', message: `is not known here${hint}` };
}

/** What every form complains of is the mistake; where they complain of different things, the forms are listed. */
function fitsNoForm(issue: z.core.$ZodIssueInvalidUnion, path: Path, given: unknown): readonly Finding[] {
  const [first = [], ...others] = issue.errors;
  const same = (one: Issue, other: Issue) => JSON.stringify(one) === JSON.stringify(other);
  const shared = sharedKeys(issue.errors).concat(
    first.filter((one) => one.code !== 'unrecognized_keys' && others.every((branch) => branch.some((other) => same(one, other)))),
  );
  if (shared.length > 0 && first.some(({ path: inner }) => inner.length > 0)) return describeIssues(shared, given, path);
  const forms = formsAt(ProjectDefinition, path);
  return [
    {
      path,
      message: forms.length > 0 ? `fits none of the forms {${forms.map((form) => form.join(', ')).join('} or {')}}` : 'write a text, a number, true or false',
    },
  ];
}

function sharedKeys(branches: readonly (readonly Issue[])[]): Issue[] {
  const keysOf = (branch: readonly Issue[]) => branch.flatMap((issue) => (issue.code === 'unrecognized_keys' ? issue.keys : []));
  const [first = [], ...others] = branches.map(keysOf);
  const keys = first.filter((key) => others.every((branch) => branch.includes(key)));
  return keys.length === 0 ? [] : [{ code: 'unrecognized_keys', keys, path: [], message: '' }];
}

function wanted(issue: Issue): string {
  if (issue.code === 'invalid_type') return NAMES[issue.expected] ?? `a value of type ${issue.expected}`;
  if (issue.code === 'invalid_value') return `one of ${issue.values.join(', ')}`;
  if (issue.code === 'too_small') return sized('at least', issue.origin, issue.minimum, issue.inclusive);
  if (issue.code === 'too_big') return sized('at most', issue.origin, issue.maximum, issue.inclusive);
  return issue.message;
}

const NAMES: Readonly<Record<string, string>> = {
  string: 'a text',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
  array: 'a list',
  object: 'a group of members',
  record: 'a group of members',
};
const UNITS: Readonly<Record<string, string>> = { string: 'characters', array: 'entries' };

function sized(word: 'at least' | 'at most', origin: string, limit: number | bigint, inclusive = true): string {
  const unit = UNITS[origin];
  if (unit !== undefined) return `write ${word} ${limit} ${unit}`;
  return `write a number ${inclusive ? `of ${word}` : word === 'at least' ? 'above' : 'below'} ${limit}`;
}

function kindOf(value: unknown): string {
  if (value === null) return 'empty';
  if (Array.isArray(value)) return 'a list';
  if (typeof value === 'number') return Number.isInteger(value) ? 'a number' : 'a number with a fraction';
  return { string: 'a text', boolean: 'true or false', object: 'a group of members' }[String(typeof value)] ?? 'something else';
}

function didYouMean(given: string, allowed: readonly string[]): string {
  const found = closest(given, allowed);
  return found === undefined ? '' : `; did you mean "${found}"?`;
}

function valueAt(given: unknown, path: Path): unknown {
  return path.reduce<unknown>((value, part) => (typeof value === 'object' && value !== null ? Reflect.get(value, part) : undefined), given);
}

/** The part of the schema at a path, wrappers taken off. */
function schemaAt(schema: unknown, path: Path): unknown {
  if (schema instanceof z.ZodMiniOptional || schema instanceof z.ZodMiniDefault) return schemaAt(schema.def.innerType, path);
  const [part, ...rest] = path;
  if (part === undefined) return schema;
  if (schema instanceof z.ZodMiniObject) return schemaAt(schema.shape[part], rest);
  return schema instanceof z.ZodMiniArray ? schemaAt(schema.def.element, rest) : undefined;
}

function formsAt(schema: unknown, path: Path): readonly (readonly string[])[] {
  const found = schemaAt(schema, path);
  if (found instanceof z.ZodMiniObject) return [Object.keys(found.shape)];
  return found instanceof z.ZodMiniUnion ? found.def.options.flatMap((option) => formsAt(option, [])) : [];
}

const membersAt = (schema: unknown, path: Path): readonly string[] => [...new Set(formsAt(schema, path).flat())];
