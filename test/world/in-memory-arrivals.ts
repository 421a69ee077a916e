import type { Arrivals } from '../../core/ports.ts';
import type { ObjectFound } from '../../events/object-found.ts';

export interface InMemoryArrivals extends Arrivals {
  /** What was handed over, oldest first. */
  readonly handed: readonly { readonly kind: Parameters<Arrivals['hand']>[0]; readonly found: ObjectFound }[];
}

export function inMemoryArrivals(): InMemoryArrivals {
  const handed: { kind: Parameters<Arrivals['hand']>[0]; found: ObjectFound }[] = [];
  return { handed, hand: async (kind, found) => void handed.push({ kind, found }) };
}
