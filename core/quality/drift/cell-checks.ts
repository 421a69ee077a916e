import type { ColumnProfile } from '../column-profile.ts';
import { EMPTY, NOT_A_NUMBER, NOT_FINITE, NOT_WHOLE, REASONS, UNKNOWN_CATEGORY } from '../reasons.ts';
import { categoryCounts } from './category-counts.ts';
import { risen, type Share } from './fisher.ts';
import type { Measured, ProfiledData } from './measured.ts';
import type { ColumnSettings } from './monitoring.ts';
import { percent } from './wording.ts';

/** One column on both sides, with the rows that were set aside for its sake. */
export interface ColumnPair {
  readonly baseline: ColumnSide;
  readonly batch: ColumnSide;
}

interface ColumnSide {
  readonly profile: ColumnProfile;
  readonly setAside: Readonly<Record<string, number>>;
}

export function sideOf({ setAside }: ProfiledData, profile: ColumnProfile): ColumnSide {
  return { profile, setAside: setAside?.[profile.name] ?? {} };
}

/** Are more cells empty than in the baseline? */
export function completeness(pair: ColumnPair, { completeness: mode, missingRiseAtLeast: atLeast }: ColumnSettings): Measured {
  const missing = (side: ColumnSide): Share => {
    const refused = asideFor(side, EMPTY, NOT_FINITE);
    return { of: cellsOf(side), count: side.profile.missing + refused };
  };
  return rise(pair, { check: 'completeness_check', mode, atLeast, counted: missing, are: 'of the cells are missing' });
}

/** Do more cells hold something of another type than in the baseline? A column of texts is watched for numbers, one of numbers for texts and fractions. */
export function typeOfCells(pair: ColumnPair, { type: mode, wrongTypeRiseAtLeast: atLeast }: ColumnSettings): Measured {
  const { inferredType } = pair.baseline.profile;
  const wrong = (side: ColumnSide): Share => {
    const refused = asideFor(side, NOT_A_NUMBER, NOT_WHOLE);
    return { of: side.profile.present + refused, count: wrongCells(side.profile, inferredType) + refused };
  };
  const are = inferredType === 'String' ? 'of the values read as numbers' : `of the values are no ${inferredType === 'Integral' ? 'whole numbers' : 'numbers'}`;
  return rise(pair, { check: 'data_type_check', mode, atLeast, counted: wrong, are });
}

/**
 * Do more rows have a category that the baseline does not know? Of the baseline, rows count whose category occurs once: left out, each would have been unknown
 * to the others. So a column that always brings something new raises no alarm. Nothing where the column holds no categories.
 */
export function unknownCategories(pair: ColumnPair, { categories: mode, unknownRiseAtLeast: atLeast }: ColumnSettings): Measured | undefined {
  const { profile } = pair.baseline;
  const known = profile.domain === undefined ? categoryCounts(profile) : undefined;
  if (profile.domain === undefined && known === undefined) return undefined;
  const unknown = (side: ColumnSide): Share => {
    const refused = asideFor(side, UNKNOWN_CATEGORY);
    return { of: side.profile.present + refused, count: refused + newTo(known, side, pair) };
  };
  return rise(pair, { check: 'categorical_values_check', mode, atLeast, counted: unknown, are: 'of the rows have a category that the baseline does not know' });
}

function newTo(known: ReadonlyMap<string, number> | undefined, side: ColumnSide, { baseline }: ColumnPair): number {
  if (known === undefined) return unlisted(side.profile, baseline.profile.domain ?? []);
  if (side === baseline) return known.values().reduce((singles, count) => singles + (count === 1 ? 1 : 0), 0);
  return unlisted(side.profile, [...known.keys()]);
}

/** Rows whose category is not in the list, as far as the profile names them. */
function unlisted(profile: ColumnProfile, listed: readonly string[]): number {
  const known = new Set(listed);
  const counts = categoryCounts(profile) ?? new Map((profile.texts?.top ?? []).map(({ value, count }) => [value, count]));
  return counts.entries().reduce((sum, [category, count]) => sum + (known.has(category) ? 0 : count), 0);
}

function wrongCells({ present, integers, numbers }: ColumnProfile, expected: ColumnProfile['inferredType']): number {
  const read = numbers?.count ?? 0;
  if (expected === 'String') return read;
  return expected === 'Integral' ? present - integers : present - read;
}

function asideFor({ setAside }: ColumnSide, ...reasons: readonly number[]): number {
  return reasons.reduce((sum, reason) => sum + (setAside[REASONS[reason] ?? ''] ?? 0), 0);
}

function cellsOf({ profile, setAside }: ColumnSide): number {
  return profile.present + profile.missing + Object.values(setAside).reduce((sum, rows) => sum + rows, 0);
}

type Rise = Pick<Measured, 'check' | 'mode'> & { readonly atLeast: number; readonly counted: (side: ColumnSide) => Share; readonly are: string };

function rise(pair: ColumnPair, { check, mode, atLeast, counted, are }: Rise): Measured {
  const [before, now] = [counted(pair.baseline), counted(pair.batch)];
  const share = ({ of, count }: Share) => (of === 0 ? 0 : count / of);
  const column = pair.baseline.profile.name;
  return {
    column,
    check,
    mode,
    test: { name: 'Fisher exact', statistic: now.count },
    ...risen(before, now),
    effect: { name: 'rise of the share', value: share(now) - share(before), atLeast },
    sentence: `${column}: ${now.count} (${percent(share(now))}) ${are}, against ${percent(share(before))} in the baseline.`,
  };
}
