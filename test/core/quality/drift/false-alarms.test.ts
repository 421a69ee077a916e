import { describe, expect, it } from '@jest/globals';
import { DRIFTS, profileOf, rowsOf, SAME, shuffled, type Table, tableOf } from '../../../../bench/drift-batches.ts';
import { distances, usualRules } from '../../../../bench/drift-peers.ts';
import { upperLimit } from '../../../../bench/drift-rates.ts';
import { randomNumbers } from '../../../../cli/random-numbers.ts';
import { standIn } from '../../../../cli/stand-in.ts';
import { compareProfiles } from '../../../../core/quality/drift/compare-profiles.ts';

const DATA = rowsOf(standIn());
const BASELINE = 1000;

/** What bench/drift-false-alarms.ts does ten thousand times on the published data, in small and on the stand-in, which every machine has. */
function trials(count: number, seed: number, ask: (draw: (scenario: typeof SAME, rows: number) => ReturnType<typeof asked>) => void): void {
  const random = randomNumbers(seed);
  for (let trial = 0; trial < count; trial += 1) {
    const rows = shuffled(DATA, random);
    const baseline = tableOf(rows.slice(0, BASELINE));
    const profile = profileOf(baseline);
    ask((scenario, batchRows) => asked(baseline, profile, scenario.draw(rows.slice(BASELINE), batchRows, random)));
  }
}

function asked(baseline: Table, profile: ReturnType<typeof profileOf>, table: Table) {
  return { drifted: compareProfiles(profile, profileOf(table)).drifted, usual: usualRules(distances(baseline, table)) };
}

describe('false alarms', () => {
  it('are none in eighty batches of the baseline, where a usual rule raises one for most', () => {
    const count = 40;
    let [own, usual] = [0, 0];

    trials(count, 1, (draw) => {
      for (const { drifted, usual: rules } of [draw(SAME, 30), draw(SAME, 200)]) {
        own += drifted ? 1 : 0;
        usual += rules['Wasserstein > .1'] === true ? 1 : 0;
      }
    });

    expect(own).toBe(0);
    expect(usual).toBeGreaterThan(count);
  });

  it('are not bought by blindness: each drift that matters is seen at 200 rows', () => {
    const count = 6;
    const mattering = DRIFTS.filter(({ name }) => !name.includes('weight +10'));
    const seen = new Map<string, number>();

    trials(count, 2, (draw) => {
      for (const scenario of mattering) if (draw(scenario, 200).drifted) seen.set(scenario.name, (seen.get(scenario.name) ?? 0) + 1);
    });

    expect([...seen]).toEqual(mattering.map(({ name }) => [name, count]));
  });
});

describe('upperLimit', () => {
  it("is Clopper and Pearson's", () => {
    expect(upperLimit(0, 10_000)).toBeCloseTo(1 - 0.05 ** 1e-4, 10);
    expect(upperLimit(50, 10_000)).toBeCloseTo(0.0063245, 6);
    expect(upperLimit(10, 10)).toBe(1);
  });
});
