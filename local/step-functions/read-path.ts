import { JSONPath } from 'jsonpath-plus';
import { isList, isObject, type Json } from './json.ts';
import { type Path, type PathStep, parsePath } from './path-syntax.ts';
import { runtimeError } from './states-error.ts';

/** What paths look into: the state's input and the context object. */
export type Scope = { readonly input: Json; readonly context: Json };

/** The value at a path; undefined where a definite path leads nowhere. A path that may select several gives a list. */
export function findAtPath(text: string, scope: Scope): Json | undefined {
  const path = parsePath(text);
  if ('problem' in path) throw runtimeError(`Invalid path '${text}': ${path.problem}`);
  const first = path.steps.findIndex(({ kind }) => kind === 'many');
  const start = path.root === 'input' ? scope.input : scope.context;
  if (first < 0) return walk(start, path.steps);
  const base = walk(start, path.steps.slice(0, first));
  return base === undefined ? undefined : selectMany(base, path, first);
}

/** The value at a path that must exist; `field` is the definition's field that holds the path, for the error's words. */
export function readPath(text: string, scope: Scope, field: string): Json {
  const value = findAtPath(text, scope);
  if (value !== undefined) return value;
  const where = text.startsWith('$$') ? scope.context : scope.input;
  throw runtimeError(`The JSONPath '${text}' specified for the field '${field}' could not be found in the input '${JSON.stringify(where)}'`);
}

function walk(start: Json, steps: readonly PathStep[]): Json | undefined {
  let value: Json | undefined = start;
  for (const step of steps) {
    if (step.kind === 'name' && isObject(value)) value = Object.hasOwn(value, step.name) ? value[step.name] : undefined;
    else if (step.kind === 'index' && isList(value)) value = value.at(step.index);
    else return undefined;
  }
  return value;
}

/** jsonpath-plus never evaluates code here: filters are refused before, and `eval` is off. */
function selectMany(base: Json, path: Path, from: number): Json {
  if (!isObject(base) && !isList(base)) return [];
  const rest = path.steps.slice(from).map((step) => (step.kind === 'name' ? `['${step.name}']` : step.kind === 'index' ? `[${step.index}]` : step.text));
  const found: Json = JSONPath({ path: `$${rest.join('')}`, json: base, eval: false, wrap: true }) ?? [];
  return found;
}
