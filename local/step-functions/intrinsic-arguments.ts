import { isList, isObject, type Json, type JsonObject } from './json.ts';
import { StatesError } from './states-error.ts';

/** What every misuse of an intrinsic function ends in; Retry and Catch can match it. */
export function intrinsicFailure(problem: string): StatesError {
  return new StatesError('States.IntrinsicFailure', problem);
}

export function textIn(value: Json | undefined, name: string, longest = Number.POSITIVE_INFINITY): string {
  if (typeof value !== 'string') throw intrinsicFailure(`${name} needs a text, not ${kindOf(value)}`);
  if (value.length > longest) throw intrinsicFailure(`${name} takes at most ${longest} characters, not ${value.length}`);
  return value;
}

export function numberIn(value: Json | undefined, name: string): number {
  if (typeof value !== 'number') throw intrinsicFailure(`${name} needs a number, not ${kindOf(value)}`);
  return Math.round(value);
}

export function listIn(value: Json | undefined, name: string): readonly Json[] {
  if (!isList(value)) throw intrinsicFailure(`${name} needs an array, not ${kindOf(value)}`);
  return value;
}

export function objectIn(value: Json | undefined, name: string): JsonObject {
  if (!isObject(value)) throw intrinsicFailure(`${name} needs an object, not ${kindOf(value)}`);
  return value;
}

function kindOf(value: Json | undefined): string {
  if (value === null || value === undefined) return 'null';
  return isList(value) ? 'an array' : `a value of type ${typeof value}`;
}
