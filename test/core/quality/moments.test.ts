import { describe, expect, it } from '@jest/globals';
import { randomNumbers } from '../../../cli/random-numbers.ts';
import { ColumnState } from '../../../core/quality/column-state.ts';
import { Moments } from '../../../core/quality/moments.ts';
import { mergedInAnyGrouping } from './grouping.ts';
import { DISTRIBUTIONS, sample } from './samples.ts';

const BITS = 1074n;

/** A double as a whole number of 2^-1074, so that sums and squares are exact. */
function exact(value: number): bigint {
  let scaled = value;
  let shift = 0n;
  while (!Number.isInteger(scaled)) {
    scaled *= 2;
    shift += 1n;
  }
  return BigInt(scaled) << (BITS - shift);
}

/** Mean and variance from exact arithmetic, rounded once. */
function truth(values: Float64Array): { readonly mean: number; readonly meanOfSizes: number; readonly variance: number } {
  const count = BigInt(values.length);
  const wholes = Array.from(values, exact);
  const sum = wholes.reduce((a, b) => a + b, 0n);
  const squares = wholes.reduce((a, b) => a + (b * count - sum) ** 2n, 0n);
  const sizes = wholes.reduce((a, b) => a + (b < 0n ? -b : b), 0n);
  const unit = 2 ** -60;
  const rounded = (whole: bigint, divisor: bigint) => Number((whole << 60n) / divisor) * unit;
  return { mean: rounded(sum, count << BITS), meanOfSizes: rounded(sizes, count << BITS), variance: rounded(squares, (count ** 3n) << (2n * BITS)) };
}

function momentsOf(values: Float64Array, block = 2048): Moments {
  const moments = new Moments();
  for (let from = 0; from < values.length; from += block) {
    const part = values.slice(from, from + block);
    moments.add(part, part.length);
  }
  return moments;
}

function stateOf(values: Float64Array): ColumnState {
  const state = new ColumnState();
  state.numbers.addAll(values);
  return state;
}

function expectWithinBounds(moments: Moments, { mean, meanOfSizes, variance }: ReturnType<typeof truth>): void {
  const deviation = Math.sqrt(variance);
  expect(Math.abs(moments.mean - mean)).toBeLessThanOrEqual(1e-12 * meanOfSizes);
  if (variance === 0) expect(moments.deviation).toBe(0);
  else expect(Math.abs(moments.deviation - deviation) / deviation).toBeLessThanOrEqual(1e-12 * Math.sqrt(1 + (mean * mean) / variance));
}

describe('Moments', () => {
  it.each(Object.keys(DISTRIBUTIONS))('stays within its bounds on a column that is %s, whole and merged from one to seven parts in any grouping', (name) => {
    const random = randomNumbers(12);
    const values = sample(name, 8000, 11);
    const exactly = truth(values);
    const whole = momentsOf(values);

    expectWithinBounds(whole, exactly);
    for (let trial = 0; trial < 10; trial += 1) {
      const { moments } = mergedInAnyGrouping(values, stateOf, random).numbers;
      expectWithinBounds(moments, exactly);
      expect([moments.count, moments.min, moments.max, moments.zeros, moments.integers]).toEqual([
        whole.count,
        whole.min,
        whole.max,
        whole.zeros,
        whole.integers,
      ]);
    }
  });

  it('knows a constant column for what it is', () => {
    const moments = momentsOf(new Float64Array(5000).fill(0.1));

    expect([moments.mean, moments.deviation, moments.min, moments.max]).toEqual([0.1, 0, 0.1, 0.1]);
  });

  it('counts zeros and whole numbers', () => {
    const moments = momentsOf(Float64Array.of(0, 1, -2, 0.5, 0, 1e300), 4);

    expect([moments.count, moments.zeros, moments.integers, moments.min, moments.max]).toEqual([6, 2, 5, -2, 1e300]);
  });

  it('answers with finite figures for a column at the end of the range of doubles', () => {
    const moments = momentsOf(
      Float64Array.from({ length: 4000 }, (_, at) => (at % 2 === 0 ? 1.7e308 : -1.6e308)),
      1000,
    );

    expect([moments.sum, moments.mean, moments.deviation].every(Number.isFinite)).toBe(true);
  });
});
