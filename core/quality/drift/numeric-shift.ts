import type { ColumnProfile, NumbersProfile } from '../column-profile.ts';
import type { Measured, NotCompared } from './measured.ts';
import type { ColumnSettings } from './monitoring.ts';
import { compareRanks } from './rank-tests.ts';
import { weightedSample } from './weighted-sample.ts';
import { figure, percent, signed } from './wording.ts';

/** With fewer numbers on either side there is next to nothing to see, and limits of large samples do not hold. */
export const LEAST_VALUES = 10;

/** Have the numbers of a column moved? The p-value is Anderson and Darling's, the size of the change Kolmogorov and Smirnov's distance. */
export function numericShift(
  baseline: ColumnProfile,
  batch: ColumnProfile,
  { shift, shiftAtLeast }: Pick<ColumnSettings, 'shift' | 'shiftAtLeast'>,
): Measured | NotCompared {
  const about = { column: baseline.name, check: 'baseline_drift_check' } as const;
  const [before, now] = [baseline.numbers, batch.numbers];
  const fewest = Math.min(before?.count ?? 0, now?.count ?? 0);
  if (before === undefined || now === undefined || fewest < LEAST_VALUES) {
    return { ...about, reason: `${baseline.name}: ${fewest} numbers on one side are too few to compare (at least ${LEAST_VALUES})` };
  }
  const { statistic, p, smallestP, distance } = compareRanks(weightedSample(before), weightedSample(now));
  return {
    ...about,
    mode: shift,
    test: { name: 'Anderson-Darling', statistic },
    p,
    smallestP,
    effect: { name: 'Kolmogorov-Smirnov distance', value: distance, atLeast: shiftAtLeast },
    sentence: sentenceOf(baseline.name, before, now, distance),
  };
}

function sentenceOf(column: string, before: NumbersProfile, now: NumbersProfile, distance: number): string {
  const apart = now.mean - before.mean;
  const inDeviations = before.deviation > 0 ? ` (${signed(apart / before.deviation)} standard deviations)` : '';
  const means = `mean ${figure(now.mean)} against ${figure(before.mean)}${inDeviations}`;
  return `${column}: ${means}, standard deviation ${figure(now.deviation)} against ${figure(before.deviation)}; ${percent(distance)} of the rows lie on the other side of some value.`;
}
