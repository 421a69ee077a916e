import { describe, expect, it } from '@jest/globals';
import { randomNumbers } from '../../../cli/random-numbers.ts';
import { sortBlock } from '../../../core/quality/block-sorting.ts';
import { DistinctSketch } from '../../../core/quality/distinct-sketch.ts';
import { hashBytes, hashNumber } from '../../../core/quality/hashing.ts';
import { KllSketch } from '../../../core/quality/kll-sketch.ts';
import { viewOf } from '../../../core/quality/text-bytes.ts';
import { DISTRIBUTIONS, sample } from './samples.ts';

const MINUTE = 60_000;

function sketchOf(values: Float64Array, block = 2048): KllSketch {
  const sketch = new KllSketch();
  for (let from = 0; from < values.length; from += block) {
    const part = values.slice(from, from + block).sort();
    sketch.add(part, part.length);
  }
  return sketch;
}

/** The largest error of a rank, as a share of all, over 99 percentiles. Equal values share the ranks from their first to their last. */
function worstRankError(sketch: KllSketch, sorted: Float64Array): number {
  const { values, counts } = sketch.weighted();
  const total = sorted.length;
  let [below, at, worst] = [0, 0, 0];
  for (let percent = 1; percent < 100; percent += 1) {
    const rank = Math.floor((percent / 100) * total);
    const value = sorted[rank] ?? 0;
    const most = last(sorted, value);
    while (at < values.length && (values[at] ?? 0) <= value) below += counts[at++] ?? 0;
    worst = Math.max(worst, Math.abs(below - most) / total);
  }
  return worst;
}

/** How many values are not above this one. */
function last(sorted: Float64Array, value: number): number {
  let [from, to] = [0, sorted.length];
  while (from < to) {
    const middle = (from + to) >> 1;
    if ((sorted[middle] ?? 0) <= value) from = middle + 1;
    else to = middle;
  }
  return from;
}

describe('KllSketch', () => {
  it(
    'errs in rank by at most .2 % in 99 of 100 trials',
    () => {
      const errors = Array.from({ length: 100 }, (_, trial) => {
        const values = sample('normal', 20_000, 1000 + trial);
        const sketch = sketchOf(values);
        return worstRankError(sketch, values.sort());
      });

      expect(errors.filter((error) => error > 0.002).length).toBeLessThanOrEqual(1);
    },
    MINUTE,
  );

  it.each(Object.keys(DISTRIBUTIONS))('keeps that bound on a column that is %s', (name) => {
    const values = sample(name, 50_000, 77);
    const sketch = sketchOf(values);

    expect(worstRankError(sketch, values.sort())).toBeLessThanOrEqual(0.002);
  });

  it('keeps that bound when many parts of different size are merged, in any order', () => {
    const values = sample('normal', 200_000, 5);
    const cuts = [0, 10, 3000, 3001, 90_000, 120_000, 200_000];
    const parts = cuts.slice(1).map((to, at) => sketchOf(values.slice(cuts[at], to), 500));
    const forwards = new KllSketch();
    const backwards = new KllSketch();

    for (const part of parts) forwards.merge(part);
    for (const part of [...parts].reverse()) backwards.merge(part);
    values.sort();

    expect(worstRankError(forwards, values)).toBeLessThanOrEqual(0.002);
    expect(worstRankError(backwards, values)).toBeLessThanOrEqual(0.002);
    expect([forwards.count, backwards.count]).toEqual([200_000, 200_000]);
  });

  it('accounts for every row by weight, in bounded memory', () => {
    const sketch = sketchOf(sample('uniform', 1_000_003, 6), 1001);

    const data = sketch.data();

    expect(data.reduce((sum, level, at) => sum + level.length * 2 ** at, 0)).toBe(1_000_003);
    expect(data.reduce((sum, level) => sum + level.length, 0)).toBeLessThan(7000);
  });

  it('takes weighted values for as many rows', () => {
    const sketch = new KllSketch();

    sketch.addWeighted(Float64Array.of(1, 2, 3), Float64Array.of(5, 1, 1000));

    expect(sketch.weighted()).toEqual({ values: Float64Array.of(1, 2, 3), counts: Float64Array.of(5, 1, 1000) });
  });
});

describe('DistinctSketch', () => {
  const hash = { high: 0, low: 0 };
  const numbers: Readonly<Record<string, (at: number, random: () => number) => number>> = {
    'whole numbers': (at) => at,
    'multiples of a thousand': (at) => at * 1000,
    money: (at) => at / 100,
    'random doubles': (_, random) => random(),
    'far from zero': (at) => 1e15 + at,
  };

  it.each(Object.keys(numbers))(
    'errs by at most 2 %% in 99 of 100 trials on %s',
    (name) => {
      const random = randomNumbers(9);
      const draw = numbers[name];
      const misses = Array.from({ length: 100 }, (_, trial) => {
        const sketch = new DistinctSketch();
        const count = 1000 + 150 * trial;
        const values = Float64Array.from({ length: count }, (_value, at) => draw?.(at + trial * 1e6, random) ?? 0);
        sketch.addNumbers(values, count);
        sketch.addNumbers(values, Math.floor(count / 2));
        return Math.abs(sketch.estimate() / count - 1);
      });

      expect(misses.filter((miss) => miss > 0.02).length).toBeLessThanOrEqual(1);
    },
    MINUTE,
  );

  it('errs as little on texts, and merges into the sketch of the whole', () => {
    const [whole, left, right] = [new DistinctSketch(), new DistinctSketch(), new DistinctSketch()];
    for (let at = 0; at < 50_000; at += 1) {
      const bytes = new TextEncoder().encode(`customer-${at}`);
      hashBytes(viewOf(bytes), 0, bytes.length, hash);
      for (const sketch of [whole, at % 3 === 0 ? left : right]) sketch.add(hash.high, hash.low);
    }

    left.merge(right);

    expect(Math.abs(whole.estimate() / 50_000 - 1)).toBeLessThan(0.02);
    expect(left.estimate()).toBe(whole.estimate());
  });

  it('hashes a number alike alone and in a block', () => {
    const [alone, block] = [new DistinctSketch(), new DistinctSketch()];
    const values = sample('mixed signs and scales', 5000, 3);

    block.addNumbers(values, 5000);
    for (const value of values) {
      hashNumber(value, hash);
      alone.add(hash.high, hash.low);
    }

    expect(alone.estimate()).toBe(block.estimate());
  });
});

describe('sortBlock', () => {
  it.each(Object.keys(DISTRIBUTIONS))('sorts a block that is %s', (name) => {
    for (const length of [0, 1, 2, 777, 2048]) {
      const values = sample(name, 2048, length);
      const rest = values.slice(length);
      const expected = values.slice(0, length).sort();

      sortBlock(values, length);

      expect(values.subarray(0, length)).toEqual(expected);
      expect(values.subarray(length)).toEqual(rest);
    }
  });

  it('sorts values so far apart that their distances overflow', () => {
    const values = Float64Array.of(1.7e308, -1.7e308, 0, 5, -3, 1.6e308, -1.6e308);

    sortBlock(values, values.length);

    expect([...values]).toEqual([-1.7e308, -1.6e308, -3, 0, 5, 1.6e308, 1.7e308]);
  });
});
