import { isList, isObject, type Json } from './json.ts';
import { type PathStep, parsePath } from './path-syntax.ts';
import { runtimeError, StatesError } from './states-error.ts';

/** `value` put at a reference path into a copy of `into`, objects made on the way where there are none. */
export function writeAtPath(into: Json, text: string, value: Json): Json {
  const path = parsePath(text);
  if ('problem' in path) throw runtimeError(`Invalid path '${text}': ${path.problem}`);
  return place(into, path.steps, value, text);
}

function place(into: Json, steps: readonly PathStep[], value: Json, text: string): Json {
  const [step, ...rest] = steps;
  if (step === undefined) return value;
  if (step.kind === 'name' && isObject(into)) {
    const inner = Object.hasOwn(into, step.name) ? into[step.name] : undefined;
    return { ...into, [step.name]: place(containerOf(inner, rest), rest, value, text) };
  }
  if (step.kind === 'index' && isList(into) && step.index < into.length) {
    return into.map((item, index) => (index === step.index ? place(item, rest, value, text) : item));
  }
  throw new StatesError('States.ResultPathMatchFailure', `Unable to apply step "${stepText(step)}" of ResultPath '${text}' to the state's input`);
}

/** A missing or null place on the way becomes an object; any other value stays and is refused above where it cannot hold a field. */
function containerOf(inner: Json | undefined, rest: readonly PathStep[]): Json {
  if (rest.length === 0) return null;
  return inner === undefined || inner === null ? {} : inner;
}

function stepText(step: PathStep): string {
  return step.kind === 'name' ? step.name : step.kind === 'index' ? String(step.index) : step.text;
}
