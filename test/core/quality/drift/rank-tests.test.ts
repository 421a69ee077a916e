import { describe, expect, it } from '@jest/globals';
import { randomNumbers } from '../../../../cli/random-numbers.ts';
import { compareRanks } from '../../../../core/quality/drift/rank-tests.ts';
import { type WeightedSample, weightedSample } from '../../../../core/quality/drift/weighted-sample.ts';
import { NumberState } from '../../../../core/quality/number-state.ts';
import { repeated } from './profiles.ts';

const { floor, log } = Math;

function sketched(values: readonly number[]): WeightedSample {
  const state = new NumberState();
  for (const value of values) state.add(value);
  const profile = state.profile();
  if (profile === undefined) throw new Error('no values');
  return weightedSample(profile);
}

describe('compareRanks', () => {
  it("is close to SciPy's two-sample Anderson-Darling test, and its distance is Kolmogorov's", () => {
    const [one, other] = [repeated(100, (at) => (at + 1) / 7), repeated(30, (at) => (at + 1) / 3)];

    const { p, distance } = compareRanks(sketched(one), sketched(other));

    expect(distance).toBeCloseTo(0.3, 12);
    expect(p / 0.0146).toBeGreaterThan(0.8);
    expect(p / 0.0146).toBeLessThan(1.25);
  });

  it.each([
    ['continuous', (random: () => number) => random()],
    ['five values', (random: () => number) => floor(random() * 5)],
    ['one in ten', (random: () => number) => floor(random() + 0.1)],
    ['mostly zero', (random: () => number) => (random() < 0.7 ? 0 : random())],
    ['whole numbers', (random: () => number) => floor(-6 * log(random()))],
  ])('rejects what is the same about as often as it says: %s', (_, draw) => {
    const random = randomNumbers(11);
    const trials = 150;

    const ps = repeated(trials, () => compareRanks(sketched(repeated(200, () => draw(random))), sketched(repeated(40, () => draw(random)))).p);

    expect(ps.filter((p) => p <= 0.1).length / trials).toBeLessThan(0.17);
    expect(ps.filter((p) => p <= 0.01).length / trials).toBeLessThan(0.04);
  });

  it('sees a shift, a spread and a lump', () => {
    const baseline = sketched(repeated(2000, (at) => at));

    const shifted = compareRanks(baseline, sketched(repeated(200, (at) => at * 10 + 250)));
    const spread = compareRanks(baseline, sketched(repeated(200, (at) => 500 + at * 5)));
    const lump = compareRanks(baseline, sketched(repeated(200, (at) => (at < 60 ? 1000 : at * 10))));

    for (const { p } of [shifted, spread, lump]) expect(p).toBeLessThan(1e-3);
    expect(shifted.distance).toBeCloseTo(0.125, 2);
  });

  it('takes what two sketches may misplace off the distance, and finds nothing in what they misplaced', () => {
    const random = randomNumbers(5);
    const [one, other] = [sketched(repeated(10_000, () => random())), sketched(repeated(10_000, () => random()))];

    const { p, distance } = compareRanks(one, other);

    expect(one.rankError + other.rankError).toBe(0.004);
    expect(distance).toBeLessThan(0.02);
    expect(p).toBeGreaterThan(0.01);
  });

  it('says nothing of a column of one value', () => {
    const constant = sketched(repeated(50, () => 7));

    expect(compareRanks(constant, constant)).toEqual({ statistic: 0, p: 1, smallestP: 1, distance: 0 });
  });
});
