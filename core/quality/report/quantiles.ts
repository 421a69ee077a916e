import type { NumbersProfile } from '../column-profile.ts';
import { weightedSample } from '../drift/weighted-sample.ts';
import { quantilesOf } from '../weighted-values.ts';

export type Quantiles = (share: number) => number;

/** The quantiles of a profile. A baseline of Model Monitor lists none; its sketch holds them. */
export function quantilesIn(numbers: NumbersProfile): Quantiles {
  const listed = numbers.quantiles.length > 0 ? numbers.quantiles : quantilesOf(weightedSample(numbers), numbers.min, numbers.max);
  const values = new Map(listed.map(({ share, value }) => [share, value]));
  return (share) => values.get(share) ?? numbers.max;
}
