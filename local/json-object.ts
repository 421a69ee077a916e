import type { Facts } from './plane.ts';

/** Whether a JSON value is an object, which neither a list nor null is. */
export function isObject(value: unknown): value is Facts {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
