import type { ColumnProfile } from '../column-profile.ts';
import { categoryCounts } from '../drift/category-counts.ts';
import { eachSide, present, type Sides } from './sides.ts';

/** So many categories are pictured; the rest are one. */
const MOST_PICTURED = 8;
/** A text that fewer rows share may be about one person; it is named only where the contract lists it. */
const NAMED_FROM = 5;

type Counts = ReadonlyMap<string, number>;

export interface CategoryShares {
  /** The largest first, in both sides together. */
  readonly named: readonly { readonly category: string; readonly shares: Sides<number> }[];
  readonly others: { readonly categories: number; readonly shares: Sides<number> };
}

/** How much of each side a category makes up. Nothing where there are no values, or where one side holds free text or keys. */
export function categoryShares(columns: Sides<ColumnProfile>): CategoryShares | undefined {
  const counts = eachSide(columns, categoryCounts);
  const told = present(counts);
  const all = new Set(told.flatMap((side) => [...side.keys()]));
  if (all.size === 0 || told.length < present(columns).length) return undefined;
  const listed = new Set(present(columns).flatMap(({ domain = [] }) => domain));
  const named = [...all]
    .filter((category) => listed.has(category) || told.some((side) => (side.get(category) ?? 0) >= NAMED_FROM))
    .map((category) => ({ category, shares: sharesOf(counts, [category]) }))
    .toSorted((a, b) => together(b.shares) - together(a.shares))
    .slice(0, MOST_PICTURED);
  const shown = new Set(named.map(({ category }) => category));
  const others = [...all].filter((category) => !shown.has(category));
  return { named, others: { categories: others.length, shares: sharesOf(counts, others) } };
}

function sharesOf(counts: Sides<Counts>, categories: readonly string[]): Sides<number> {
  return eachSide(counts, (side) => sum(categories.map((category) => side.get(category) ?? 0)) / (sum([...side.values()]) || 1));
}

const together = (shares: Sides<number>): number => sum(present(shares));
const sum = (counts: readonly number[]): number => counts.reduce((total, count) => total + count, 0);
