import { violationsOf } from '../invariants/invariants.ts';
import { playWorld } from '../play.ts';
import { loadProduct } from '../product.ts';
import type { Canary } from './canary.ts';

/** In how many worlds a missing guard was found, and in which; nothing of that where it was not. */
export type Found = { readonly guard: string; readonly worlds?: number; readonly seed?: number; readonly invariant?: string; readonly what?: string };

const MOST_WORLDS = 1000;

/** Takes the guard away and plays worlds until an invariant is hurt: the same worlds in which the product itself hurts none. */
export async function findCanary({ guard, mutations }: Canary, from: number): Promise<Found> {
  const product = await loadProduct(mutations);
  for (let worlds = 1; worlds <= MOST_WORLDS; worlds += 1) {
    const seed = from + worlds - 1;
    const [violation] = violationsOf(await playWorld(product, { seed }));
    if (violation) return { guard, worlds, seed, ...violation };
  }
  return { guard };
}
