import type { ColumnProfile } from '../column-profile.ts';
import { weightedSample } from './weighted-sample.ts';

/** A column with more different values than this holds free text or keys: their shares say nothing, and a profile does not list them all. */
export const MOST_CATEGORIES = 100;

/** How often each category occurs, or nothing where there are too many to be categories. Numbers among texts are texts, written as JavaScript writes them. */
export function categoryCounts({ texts, numbers }: ColumnProfile): ReadonlyMap<string, number> | undefined {
  if (texts !== undefined) {
    if (!texts.exact || texts.distinct > MOST_CATEGORIES || texts.top.length < texts.distinct) return undefined;
    return new Map(texts.top.map(({ value, count }) => [value, count]));
  }
  if (numbers === undefined) return new Map();
  if (numbers.distinct > MOST_CATEGORIES) return undefined;
  const { values, counts } = weightedSample(numbers);
  return new Map(Array.from(values, (value, at) => [String(value), counts[at] ?? 0]));
}
