import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { playInMemory } from '../world/agreement/in-memory.ts';
import { playOnLaptop } from '../world/agreement/on-laptop.ts';
import { drawStory } from '../world/agreement/story.ts';
import type { Laptop } from './laptop.ts';
import { closeSharedLaptop, sharedLaptop } from './shared-laptop.ts';

let laptop: Laptop;
beforeAll(async () => {
  laptop = await sharedLaptop();
});
afterAll(closeSharedLaptop);

/** More with `npm run simulate -- --laptop --worlds N`. */
describe('the world in memory', () => {
  it.each([2, 4])('comes to what the laptop cloud comes to where the same is done (seed %i)', async (seed) => {
    const story = drawStory(seed);

    const came = await playOnLaptop(story, laptop);

    expect(came.runs[0]).toBe('Succeeded');
    expect(await playInMemory(story)).toEqual(came);
  });
});
