import { describe, expect, it } from '@jest/globals';
import { changed, risen } from '../../../../core/quality/drift/fisher.ts';
import { weightedChiSquareTail } from '../../../../core/quality/drift/quadratic-form.ts';
import { chiSquareTail, erfc } from '../../../../core/quality/drift/special-functions.ts';

/** Of SciPy 1.17 where nothing else is said. */
describe('tails', () => {
  it('agree with SciPy far out', () => {
    expect(erfc(0.5) / 0.479500122).toBeCloseTo(1, 6);
    expect(erfc(5) / 1.53745979e-12).toBeCloseTo(1, 6);
    expect(erfc(-2)).toBeCloseTo(2 - 0.00467773, 8);
    expect(chiSquareTail(13.816, 2) / 0.0009997553089238827).toBeCloseTo(1, 8);
    expect(chiSquareTail(3, 4)).toBeCloseTo(0.5578254003710748, 10);
    expect(chiSquareTail(250, 100) / 7.76693640353949e-15).toBeCloseTo(1, 6);
    expect(chiSquareTail(0, 3)).toBe(1);
  });

  it('of weighted chi-squares are those of Anderson and Darling within seven percent', () => {
    const weights = Float64Array.from({ length: 200 }, (_, at) => 1 / ((at + 1) * (at + 2)));

    const published = { 1.933: 0.1, 2.492: 0.05, 3.857: 0.01, 5.969: 0.001 };

    for (const [statistic, p] of Object.entries(published)) expect(Math.abs(weightedChiSquareTail(Number(statistic), weights) / p - 1)).toBeLessThan(0.07);
  });

  it('of one chi-square are its own within twelve percent, on the side of no alarm', () => {
    for (const x of [3.84, 6.635, 10.83, 23.9]) {
      const ratio = weightedChiSquareTail(x, Float64Array.of(1)) / chiSquareTail(x, 1);
      expect(ratio).toBeGreaterThan(1);
      expect(ratio).toBeLessThan(1.12);
    }
  });

  it('stay between 0 and 1, and fall, also about the mean', () => {
    const weights = Float64Array.of(0.5, 0.3, 0.2);

    const ps = Array.from({ length: 200 }, (_, at) => weightedChiSquareTail(at / 50, weights));

    expect(ps.every((p, at) => p >= 0 && p <= 1 && p <= (ps[at - 1] ?? 1))).toBe(true);
    expect(weightedChiSquareTail(1, weights)).toBeCloseTo(0.35, 1);
    expect(weightedChiSquareTail(3, new Float64Array(0))).toBe(1);
  });
});

describe('Fisher', () => {
  it('tells how often chance alone raises a share so much', () => {
    expect(risen({ of: 100, count: 2 }, { of: 50, count: 5 }).p).toBeCloseTo(0.041402290339465575, 9);
    expect(risen({ of: 3000, count: 0 }, { of: 200, count: 10 }).p / 7.338585216395946e-13).toBeCloseTo(1, 5);
    expect(risen({ of: 3000, count: 300 }, { of: 200, count: 4 }).p).toBe(1);
  });

  it('says where no batch could ever raise an alarm', () => {
    expect(risen({ of: 3000, count: 0 }, { of: 200, count: 0 })).toEqual({ p: 1, smallestP: 1 });
    expect(risen({ of: 3000, count: 1 }, { of: 200, count: 0 }).smallestP).toBeCloseTo(200 / 3200, 9);
  });

  it('sees a share fall as well as rise where both count', () => {
    const fall = changed({ of: 1000, count: 500 }, { of: 100, count: 20 });
    const rise = changed({ of: 1000, count: 500 }, { of: 100, count: 80 });

    expect(fall.p).toBeLessThan(1e-7);
    expect(rise.p / fall.p).toBeCloseTo(1, 6);
  });
});
