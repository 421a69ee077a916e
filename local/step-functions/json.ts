import { isObject as isJsonObject } from '../json-object.ts';

/** What travels between states: exactly what JSON can carry. */
export type Json = null | boolean | number | string | readonly Json[] | JsonObject;
export type JsonObject = { readonly [name: string]: Json };

/** AWS measures a state's input and output as UTF-8 bytes of its JSON text. */
export const PAYLOAD_LIMIT = 262_144;

export function isList(value: Json | undefined): value is readonly Json[] {
  return Array.isArray(value);
}

export function isObject(value: Json | undefined): value is JsonObject {
  return isJsonObject(value);
}

/** Throws a SyntaxError: what text is trusted is for the caller to know. */
export function parseJson(text: string): Json {
  const value: Json = JSON.parse(text);
  return value;
}

export function bytesOf(value: Json): number {
  return Buffer.byteLength(JSON.stringify(value));
}

/** Whether two values are equal as JSON, whatever the order of their fields. */
export function sameJson(one: Json, other: Json): boolean {
  return canonical(one) === canonical(other);
}

function canonical(value: Json): string {
  if (isList(value)) return `[${value.map(canonical).join(',')}]`;
  if (!isObject(value)) return JSON.stringify(value);
  const fields = Object.entries(value).sort(([one], [other]) => (one < other ? -1 : 1));
  return `{${fields.map(([name, field]) => `${JSON.stringify(name)}:${canonical(field)}`).join(',')}}`;
}
