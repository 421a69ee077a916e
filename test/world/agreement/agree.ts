import { isDeepStrictEqual } from 'node:util';
import { Laptop } from '../../scenarios/laptop.ts';
import type { CameTo } from './come-to.ts';
import { playInMemory } from './in-memory.ts';
import { playOnLaptop } from './on-laptop.ts';
import { drawStory } from './story.ts';

export type Agreement = { readonly seed: number; readonly agrees: boolean; readonly onLaptop: CameTo; readonly inMemory: CameTo };

/** Plays the stories of these seeds on one laptop cloud, one after the other, and in memory; `hear` is told of each. */
export async function agree({ from, worlds }: { readonly from: number; readonly worlds: number }, hear: (agreement: Agreement) => void) {
  const laptop = await Laptop.open({ pingSeconds: 3 });
  try {
    const agreements: Agreement[] = [];
    for (let seed = from; seed < from + worlds; seed += 1) {
      const story = drawStory(seed);
      const [onLaptop, inMemory] = [await playOnLaptop(story, laptop), await playInMemory(story)];
      const agreement = { seed, agrees: isDeepStrictEqual(onLaptop, inMemory), onLaptop, inMemory };
      hear(agreement);
      agreements.push(agreement);
    }
    return agreements;
  } finally {
    await laptop.close();
  }
}
