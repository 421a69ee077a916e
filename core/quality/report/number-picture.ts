import type { ColumnProfile, NumbersProfile } from '../column-profile.ts';
import { weightedSample } from '../drift/weighted-sample.ts';
import { figure, percent } from '../drift/wording.ts';
import { type Binned, binned, commonEdges } from './common-bins.ts';
import { drawHistograms, HEIGHT } from './histograms.ts';
import type { Picture } from './picture.ts';
import { type Quantiles, quantilesIn } from './quantiles.ts';
import { eachSide, present, type Sides } from './sides.ts';

/** Beyond this size, the width of a range may be no finite number any more; it is then counted in larger units. */
const LARGE = 1e300;
const LARGE_UNIT = 1e10;

interface Numbers {
  readonly profile: NumbersProfile;
  readonly quantile: Quantiles;
}

/** Histograms of both sides on the same bins and, below, what lies between the quantiles of each. Nothing where there are no numbers. */
export function numberPicture(columns: Sides<ColumnProfile>): Picture | undefined {
  const sides = eachSide(columns, ({ numbers }) => numbers && { profile: numbers, quantile: quantilesIn(numbers) });
  const all = present(sides);
  if (all.length === 0) return undefined;
  const unit = all.some(({ profile: { min, max } }) => Math.max(-min, max) > LARGE) ? LARGE_UNIT : 1;
  const whole = present(columns).every(({ integers, numbers }) => integers === (numbers?.count ?? 0));
  const edges = commonEdges({ ...shownRange(all, unit), whole });
  const bins = eachSide(sides, ({ profile }) => binned(weightedSample(profile), edges, unit));
  const body = drawHistograms({ bins, edges, unit, whole: whole && unit === 1, quantiles: eachSide(sides, ({ quantile }) => quantile) });
  return { title: `Shares of rows by value. ${inWords(sides)}`, height: HEIGHT, body, ...noteOf(bins) };
}

/** Without the far ends: one row a hundred times larger than all others would leave nothing to see of them. */
function shownRange(sides: readonly Numbers[], unit: number): { readonly low: number; readonly high: number } {
  const at = (share: number) => sides.map(({ quantile }) => quantile(share) / unit);
  const [low, high] = [Math.min(...at(0.01)), Math.max(...at(0.99))];
  const [least, most] = [Math.min(...at(0)), Math.max(...at(1))];
  const room = (high - low) / 2;
  return room > 0 ? { low: Math.max(least, low - room), high: Math.min(most, high + room) } : { low: least, high: most };
}

function inWords(sides: Sides<Numbers>): string {
  const told = eachSide(
    sides,
    ({ quantile }) => `median ${figure(quantile(0.5))}, half of the rows from ${figure(quantile(0.25))} to ${figure(quantile(0.75))}`,
  );
  return [told.baseline && `Baseline: ${told.baseline}.`, told.batch && `Batch: ${told.batch}.`].filter(Boolean).join(' ');
}

function noteOf(bins: Sides<Binned>): Pick<Picture, 'note'> {
  const { baseline, batch } = eachSide(bins, ({ beyond }) => (beyond > 0 ? percent(beyond) : undefined));
  const rows = [baseline && `${baseline} of the baseline's rows`, batch && `${batch} of the batch's rows`].filter((part) => part !== undefined);
  return rows.length === 0 ? {} : { note: `Beyond the picture: ${rows.join(', ')}.` };
}
