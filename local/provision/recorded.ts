import { isObject } from '../json-object.ts';
import type { Resource } from './template.ts';

export type Recorded = { readonly resource: string; readonly property: string };

/** Which of the properties that a resource carries are accepted without changing anything on a laptop. */
export function recordedIn(id: string, resource: Resource, properties: unknown, recorded: readonly string[]): readonly Recorded[] {
  const ofStack = (['DeletionPolicy', 'UpdateReplacePolicy'] as const).filter((name) => resource[name] !== undefined);
  const present = recorded.filter((path) => at(properties, path.split('.')) !== undefined);
  return [...present, ...ofStack].map((property) => ({ resource: id, property }));
}

function at(value: unknown, path: readonly string[]): unknown {
  return path.reduce<unknown>((found, name) => (isObject(found) ? found[name] : undefined), value);
}
