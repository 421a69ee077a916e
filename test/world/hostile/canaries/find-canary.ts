import { violationsOf } from '../invariants/invariants.ts';
import { playWorld } from '../play.ts';
import { loadProduct } from '../product.ts';
import type { Canary } from './canary.ts';
import { FOUND_IN } from './found-in.ts';

/** In how many worlds a missing guard was found, and in which; nothing of that where it was not. */
export type Found = { readonly guard: string; readonly worlds?: number; readonly seed?: number; readonly invariant?: string; readonly what?: string };

const MOST_WORLDS = 1000;

/**
 * Takes the guard away and plays worlds until an invariant is hurt: the same worlds in which the product itself hurts none.
 * That in which the guard was found last is tried before all others, for most of them tell of other things.
 */
export async function findCanary({ guard, mutations }: Canary, from: number): Promise<Found> {
  const product = await loadProduct(mutations);
  const last = FOUND_IN[guard] ?? from;
  for (const seed of [last, ...Array.from({ length: MOST_WORLDS }, (_, index) => from + index)]) {
    if (seed < from || seed >= from + MOST_WORLDS) continue;
    const [violation] = violationsOf(await playWorld(product, { seed }));
    if (violation) return { guard, worlds: 1 + seed - from, seed, ...violation };
  }
  return { guard };
}
