import { readFileSync } from 'node:fs';
import { parse } from 'yaml';

const root = new URL('../../', import.meta.url);
const INCLUDED = /^\$\{file\((?<path>[^)]+)\)(?::(?<member>\w+))?\}$/;

/** A state machine as its file describes it: what the file includes stands where it is named, as when it is deployed. */
export function definitionOf(machine: 'train-model' | 'score-batch'): unknown {
  return included(`state-machines/${machine}.asl.yml`);
}

function included(path: string): unknown {
  const text: unknown = parse(readFileSync(new URL(path, root), 'utf8'), { merge: true });
  return resolved(text);
}

function resolved(value: unknown): unknown {
  if (typeof value === 'string') return resolvedText(value);
  if (Array.isArray(value)) return value.map(resolved);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, resolved(member)]));
}

function resolvedText(text: string): unknown {
  const { path, member } = INCLUDED.exec(text)?.groups ?? {};
  if (path === undefined) return text;
  const whole = included(path);
  if (member === undefined) return whole;
  return typeof whole === 'object' && whole !== null ? Object.entries(whole).find(([name]) => name === member)?.[1] : undefined;
}
