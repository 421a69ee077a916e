import { randomNumbers } from '../../../cli/random-numbers.ts';

/** Taken out once: the test runner's globals are slow to reach. */
const { cos, floor, log, PI, sqrt } = Math;

function normal(random: () => number): number {
  return sqrt(-2 * log(1 - random())) * cos(2 * PI * random());
}

/** Columns that numerical code gets wrong, one way or another. */
export const DISTRIBUTIONS: Readonly<Record<string, (random: () => number, at: number, count: number) => number>> = {
  normal,
  uniform: (random) => random(),
  'heavy-tailed': (random) => 1 / (1 - random()) ** 2,
  constant: () => 0.1,
  sorted: (_, at) => at / 7,
  'sorted down': (_, at, count) => (count - at) / 7,
  'zigzag, growing': (_, at) => (at % 2 === 0 ? at : -at),
  'huge offset': (random) => 1e9 + random(),
  'whole numbers, huge offset': (random) => 1e15 + floor(random() * 1e6),
  'one outlier': (random, at) => (at === 3 ? 1e12 : random()),
  'few values': (random) => floor(random() * 7),
  clusters: (random, at) => (at % 16 < 8 ? 1e6 : 0) + floor(random() * 1e9) / 1e9,
  'mixed signs and scales': (random) => normal(random) * 10 ** floor(random() * 12 - 6),
};

export function sample(name: string, count: number, seed: number): Float64Array {
  const random = randomNumbers(seed);
  const draw = DISTRIBUTIONS[name];
  if (draw === undefined) throw new Error(`no distribution ${name}`);
  return Float64Array.from({ length: count }, (_, at) => draw(random, at, count));
}
