import { describe, expect, it } from '@jest/globals';
import { randomNumbers } from '../../../../cli/random-numbers.ts';
import { compareShares } from '../../../../core/quality/drift/contingency.ts';
import { adjustedPs } from '../../../../core/quality/drift/correction.ts';
import { repeated } from './profiles.ts';

describe('adjustedPs', () => {
  it("are Holm's: each p times the tests not yet rejected, never falling", () => {
    const tests = [0.01, 0.04, 0.03, 0.005].map((p) => ({ p, smallestP: 0 }));

    expect(adjustedPs(tests, 0.05)).toEqual([0.03, 0.06, 0.06, 0.02]);
  });

  it('do not count a test that cannot reach the level', () => {
    expect(
      adjustedPs(
        [
          { p: 0.01, smallestP: 0 },
          { p: 1, smallestP: 1 },
          { p: 0.2, smallestP: 0.2 },
        ],
        0.05,
      ),
    ).toEqual([0.01, 1, 1]);
  });
});

describe('compareShares', () => {
  it("is Pearson's chi-square, or G where that is more careful", () => {
    const test = compareShares([
      { baseline: 300, batch: 30 },
      { baseline: 400, batch: 20 },
      { baseline: 300, batch: 10 },
    ]);

    expect(test?.statistic).toBeCloseTo((11.348508122701668 * 1059) / 1060, 9);
    expect(test?.p).toBeCloseTo(0.0042687246303273725, 9);
  });

  it('tests rare categories together, and nothing where all are rare', () => {
    const rare = repeated(20, () => ({ baseline: 10, batch: 1 }));

    expect(compareShares(rare)).toBeUndefined();
    expect(compareShares([{ baseline: 500, batch: 50 }, ...rare])?.distance).toBeCloseTo(Math.abs(50 / 70 - 500 / 700), 12);
    expect(
      compareShares([
        { baseline: 500, batch: 50 },
        { baseline: 300, batch: 30 },
        { baseline: 3, batch: 1 },
      ])?.distance,
    ).toBeLessThan(0.02);
  });

  it('rejects what is the same no more often than it says, also where categories are skewed', () => {
    const random = randomNumbers(3);
    const trials = 800;
    const drawn = (count: number) => repeated(count, () => Math.floor(12 * random() ** 4));

    const ps = repeated(trials, () => {
      const [before, now] = [drawn(800), drawn(120)];
      const cells = repeated(12, (kind) => ({ baseline: before.filter((one) => one === kind).length, batch: now.filter((one) => one === kind).length }));
      return compareShares(cells)?.p ?? 1;
    });

    expect(ps.filter((p) => p <= 0.01).length).toBeLessThan(16);
    expect(ps.filter((p) => p <= 0.001).length).toBeLessThan(4);
  });
});
