import { describe, expect, it } from '@jest/globals';
import { goRound } from '../../core/go-round.ts';
import { inMemoryRecords } from '../world/in-memory-records.ts';
import { inMemoryServices } from '../world/in-memory-services.ts';

const NAMES = Array.from({ length: 40 }, (_, n) => `project-${n}`);

/** Each look takes so long, and is noted. */
function roundOf(seconds: number) {
  const services = inMemoryServices(inMemoryRecords());
  const seen: string[] = [];
  const looks = NAMES.map((name) => ({
    name,
    look: async () => {
      services.clock.pass(seconds);
      seen.push(name);
      if (name === 'project-7') throw new Error('it is broken');
      return name;
    },
  }));
  return { services, seen, go: () => goRound(looks, services) };
}

describe('a round', () => {
  it('looks after each, once, and names what could not be looked after', async () => {
    const { go, seen } = roundOf(1);

    const { done, left, unvisited } = await go();

    expect([...seen].sort()).toEqual([...NAMES].sort());
    expect(new Set(done)).toEqual(new Set(NAMES.filter((name) => name !== 'project-7')));
    expect(left).toEqual([{ name: 'project-7', error: new Error('it is broken') }]);
    expect(unvisited).toBe(0);
  });

  it('ends before the time of its function does, and tells how many it has not come to', async () => {
    const { go, seen } = roundOf(10);

    const { unvisited } = await go();

    expect(seen.length).toBeGreaterThan(5);
    expect(seen.length + unvisited).toBe(NAMES.length);
    expect(unvisited).toBeGreaterThan(20);
  });

  it('comes to each in some round, however little time there is', async () => {
    const { go, seen, services } = roundOf(20);

    for (let round = 0; round < 60; round += 1) {
      await go();
      services.clock.pass(300);
    }

    expect(new Set(seen)).toEqual(new Set(NAMES));
  });

  it('has nothing to do where there is nothing', async () => {
    expect(await goRound([], roundOf(1).services)).toEqual({ done: [], left: [], unvisited: 0 });
  });
});
