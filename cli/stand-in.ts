import { randomNumbers } from './random-numbers.ts';

const ROWS = 4177;
const SEED = 20261122;

/**
 * A table shaped like abalone: the same columns and ranges, rings that grow with size and scatter as shells do.
 * Made from a seed, so that every machine makes the same file; nothing in it was measured on an animal.
 */
export function standIn(): string {
  const random = randomNumbers(SEED);
  return Array.from({ length: ROWS }, () => row(random)).join('');
}

function row(random: () => number): string {
  const age = 3 + gamma(random) * 2.1;
  const infant = random() < 1 / (1 + Math.exp((age - 7.2) * 0.8));
  const sex = infant ? 'I' : random() < 0.54 ? 'M' : 'F';
  const length = clamp(0.66 * (1 - Math.exp(-0.165 * (age + 0.6))) + 0.055 * normal(random), 0.075, 0.82);
  const diameter = clamp(0.81 * length - 0.02 + 0.012 * normal(random), 0.05, 0.65);
  const height = clamp(0.28 * length - 0.008 + 0.012 * normal(random), 0.01, 0.26);
  const whole = clamp(4.9 * length ** 3 * (1 + 0.1 * normal(random)), 0.002, 2.9);
  const shucked = clamp(whole * (0.43 + 0.035 * normal(random)), 0.001, 1.5);
  const viscera = clamp(whole * (0.22 + 0.025 * normal(random)), 0.0005, 0.76);
  const shell = clamp(whole * (0.235 + 0.011 * (age - 9.9) + 0.03 * normal(random)), 0.0015, 1.01);
  const rings = Math.round(clamp(age + 0.9 * normal(random) * Math.sqrt(age / 8), 1, 29));
  const numbers = [length, diameter, height, whole, shucked, viscera, shell].map((value) => String(Number(value.toFixed(4))));
  return `${[sex, ...numbers, rings].join(',')}\n`;
}

const clamp = (value: number, low: number, high: number): number => Math.min(high, Math.max(low, value));

/** Standard normal, by Box and Muller. */
function normal(random: () => number): number {
  return Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
}

/** Gamma of shape 3 and scale 1: the sum of three exponentials. */
function gamma(random: () => number): number {
  return -Math.log((1 - random()) * (1 - random()) * (1 - random()));
}
