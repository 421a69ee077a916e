import { createHash } from 'node:crypto';
import { intrinsicFailure, numberIn, objectIn, textIn } from './intrinsic-arguments.ts';
import { arrayFunctions } from './intrinsic-arrays.ts';
import { isObject, type Json } from './json.ts';

/** Where chance comes from: [0, 1) and version 4 UUIDs. */
export type Chance = { readonly random: () => number; readonly uuid: () => string };
export type Intrinsic = { readonly arity: readonly [least: number, most: number]; readonly apply: (args: readonly Json[], chance: Chance) => Json };

const HASHES: Readonly<Record<string, string>> = { MD5: 'md5', 'SHA-1': 'sha1', 'SHA-256': 'sha256', 'SHA-384': 'sha384', 'SHA-512': 'sha512' };

/** Every intrinsic function of the States Language, by name. */
export const intrinsicFunctions: Readonly<Record<string, Intrinsic>> = {
  ...arrayFunctions,
  'States.Format': { arity: [1, Number.POSITIVE_INFINITY], apply: ([template, ...values]) => format(textIn(template, 'States.Format'), values) },
  'States.StringToJson': { arity: [1, 1], apply: ([text]) => jsonIn(textIn(text, 'States.StringToJson')) },
  'States.JsonToString': { arity: [1, 1], apply: ([value = null]) => JSON.stringify(value) },
  'States.JsonMerge': {
    arity: [3, 3],
    apply: ([one, other, deep]) => merge(objectIn(one, 'States.JsonMerge'), objectIn(other, 'States.JsonMerge'), deep ?? null),
  },
  'States.StringSplit': { arity: [2, 2], apply: ([text, marks]) => split(textIn(text, 'States.StringSplit'), textIn(marks, 'States.StringSplit')) },
  'States.Base64Encode': { arity: [1, 1], apply: ([text]) => Buffer.from(textIn(text, 'States.Base64Encode', 10_000)).toString('base64') },
  'States.Base64Decode': { arity: [1, 1], apply: ([text]) => Buffer.from(textIn(text, 'States.Base64Decode', 10_000), 'base64').toString('utf8') },
  'States.Hash': { arity: [2, 2], apply: ([data = null, algorithm]) => hash(data, textIn(algorithm, 'States.Hash')) },
  'States.MathAdd': { arity: [2, 2], apply: ([one, other]) => numberIn(one, 'States.MathAdd') + numberIn(other, 'States.MathAdd') },
  'States.MathRandom': {
    arity: [2, 3],
    apply: ([start, end], chance) => randomBetween(numberIn(start, 'States.MathRandom'), numberIn(end, 'States.MathRandom'), chance),
  },
  'States.UUID': { arity: [0, 0], apply: (_none, chance) => chance.uuid() },
};

function format(template: string, values: readonly Json[]): string {
  const left = [...values];
  const text = template.replace(/\\([{}\\])|\{\}/g, (match, escaped: string | undefined) => {
    if (escaped !== undefined) return escaped;
    const value = left.shift();
    if (value === undefined) throw intrinsicFailure(`States.Format has more {} than values in '${template}' (at "${match}")`);
    return typeof value === 'string' ? value : JSON.stringify(value);
  });
  if (left.length > 0) throw intrinsicFailure(`States.Format has more values than {} in '${template}'`);
  return text;
}

function jsonIn(text: string): Json {
  try {
    return JSON.parse(text);
  } catch {
    throw intrinsicFailure('States.StringToJson was given a text that is not JSON');
  }
}

function merge(one: Json, other: Json, deep: Json): Json {
  if (deep !== false) throw intrinsicFailure('States.JsonMerge supports only a shallow merge: its third argument must be false');
  return isObject(one) && isObject(other) ? { ...one, ...other } : other;
}

/** Any character of `marks` parts the text, and empty parts are left out, as AWS does. */
function split(text: string, marks: string): Json {
  const parts: string[] = [''];
  for (const character of text) {
    if (marks.includes(character)) parts.push('');
    else parts.push(`${parts.pop() ?? ''}${character}`);
  }
  return parts.filter((part) => part !== '');
}

function hash(data: Json, algorithm: string): string {
  const name = HASHES[algorithm];
  if (name === undefined) throw intrinsicFailure(`States.Hash does not know "${algorithm}": use one of ${Object.keys(HASHES).join(', ')}`);
  return createHash(name)
    .update(typeof data === 'string' ? data : JSON.stringify(data))
    .digest('hex');
}

function randomBetween(start: number, end: number, { random }: Chance): number {
  if (!(start < end)) throw intrinsicFailure('States.MathRandom needs a start below its end');
  return start + Math.floor(random() * (end - start));
}

/** Whether a template's text is a call rather than a path. */
export function isIntrinsic(text: string): boolean {
  return /^States\.[A-Za-z0-9]+\s*\(/.test(text);
}
