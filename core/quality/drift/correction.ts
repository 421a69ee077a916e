import type { Measured } from './measured.ts';

/**
 * Holm's correction (1979): the chance of any false alarm among all tests together stays below the level however the columns depend on each other.
 * A test that could not reach the level whatever the batch holds is not counted (Tarone 1990): a column without missing cells costs the others nothing.
 */
export function adjustedPs(tests: readonly Pick<Measured, 'p' | 'smallestP'>[], level: number): readonly number[] {
  const counted = tests.map((test, at) => ({ ...test, at })).filter(({ smallestP }) => smallestP <= level);
  const adjusted = tests.map(() => 1);
  let most = 0;
  counted
    .toSorted((a, b) => a.p - b.p)
    .forEach(({ p, at }, place) => {
      most = Math.max(most, Math.min(1, p * (counted.length - place)));
      adjusted[at] = most;
    });
  return adjusted;
}
