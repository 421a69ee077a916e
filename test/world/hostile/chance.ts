import { randomNumbers } from '../../../cli/random-numbers.ts';

/** Everything that a world leaves to chance comes from here, so its seed tells its whole story again. */
export interface Chance {
  /** Uniform in [0, 1). */
  next(): number;
  happens(probability: number): boolean;
  between(least: number, most: number): number;
  oneOf<Each>(list: readonly [Each, ...Each[]]): Each;
  uuid(): string;
}

/** Neighbouring seeds must not begin alike. */
const SPREAD = 2_654_435_761;

export function seededChance(seed: number): Chance {
  const next = randomNumbers(Math.imul(seed, SPREAD));
  const hex = (digits: number) => Array.from({ length: digits }, () => Math.floor(next() * 16).toString(16)).join('');
  return {
    next,
    happens: (probability) => probability > 0 && next() < probability,
    between: (least, most) => least + next() * (most - least),
    oneOf: (list) => list[Math.floor(next() * list.length)] ?? list[0],
    uuid: () => `${hex(8)}-${hex(4)}-4${hex(3)}-8${hex(3)}-${hex(12)}`,
  };
}
