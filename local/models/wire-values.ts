import { isObject } from '../json-object.ts';
import type { ServiceModel } from './service-model.ts';

/** How a protocol writes what JSON has no word for; services answer with epoch seconds and plain maps. */
export interface Wire {
  readonly time: (epochSeconds: number) => unknown;
  readonly map: (entries: Readonly<Record<string, unknown>>) => unknown;
}

/** What a service of ours answers to an action, with times and maps as the client's protocol writes them. */
export function wireAnswer(model: ServiceModel, action: string, answer: Readonly<Record<string, unknown>>, wire: Wire): Readonly<Record<string, unknown>> {
  const shape = model.operation(action)?.output?.shape;
  return shape === undefined ? answer : members(model, shape, answer, wire);
}

function written(model: ServiceModel, name: string, value: unknown, wire: Wire): unknown {
  const shape = model.shape(name);
  if (shape.type === 'timestamp' && typeof value === 'number') return wire.time(value);
  if (shape.type === 'list' && Array.isArray(value)) return value.map((entry) => written(model, shape.member?.shape ?? '', entry, wire));
  if (shape.type === 'structure' && isObject(value)) return members(model, name, value, wire);
  return shape.type === 'map' && isObject(value) ? wire.map(value) : value;
}

function members(model: ServiceModel, name: string, value: Readonly<Record<string, unknown>>, wire: Wire): Readonly<Record<string, unknown>> {
  const { members: known } = model.shape(name);
  const entries = Object.entries(value).map(([member, entry]) => [member, known[member] ? written(model, known[member].shape, entry, wire) : entry] as const);
  return Object.fromEntries(entries);
}
