import { Buffer } from 'node:buffer';
import type { TextsProfile } from './column-profile.ts';
import { DistinctSketch } from './distinct-sketch.ts';
import { type Hash, hashBytes } from './hashing.ts';
import { TextDictionary } from './text-dictionary.ts';

/** How many of the most frequent texts are told. */
const TOP = 100;
/** Longer texts are counted as different ones but never kept. */
const LONGEST_KEPT = 4096;

/** The texts of one column, in one pass and bounded memory: exact while there are few different ones. */
export class TextState {
  count = 0;
  readonly #hash: Hash = { high: 0, low: 0 };
  readonly #dictionary = new TextDictionary();
  #distinct: DistinctSketch | undefined;
  #shortest = Number.POSITIVE_INFINITY;
  #longest = 0;
  #characters = 0;

  /** `bytes` from `start` to `end` are UTF-8. */
  add(bytes: Uint8Array, start: number, end: number, count = 1): void {
    const any = hashBytes(bytes, start, end, this.#hash);
    const length = any < 0x80 ? end - start : charactersOf(bytes, start, end);
    if (length < this.#shortest) this.#shortest = length;
    if (length > this.#longest) this.#longest = length;
    this.#characters += length * count;
    this.count += count;
    this.#tally(bytes, start, end, count);
  }

  addText(text: string, count: number): void {
    const bytes = Buffer.from(text);
    this.add(bytes, 0, bytes.length, count);
  }

  merge(other: TextState): void {
    this.#shortest = Math.min(this.#shortest, other.#shortest);
    this.#longest = Math.max(this.#longest, other.#longest);
    this.#characters += other.#characters;
    this.count += other.count;
    if (other.#distinct !== undefined) this.#sketch().merge(other.#distinct);
    for (const { value, count, high, low } of other.#dictionary.entries()) {
      const bytes = Buffer.from(value);
      this.#hash.high = high;
      this.#hash.low = low;
      this.#tally(bytes, 0, bytes.length, count);
    }
    this.#dictionary.error += other.#dictionary.error;
  }

  profile(): TextsProfile | undefined {
    if (this.count === 0) return undefined;
    const exact = this.#distinct === undefined;
    const entries = [...this.#dictionary.entries()].sort((a, b) => b.count - a.count || (a.value < b.value ? -1 : 1));
    const top = entries.slice(0, TOP).map(({ value, count }) => ({ value, count }));
    const distinct = this.#distinct?.estimate() ?? this.#dictionary.size;
    return {
      count: this.count,
      distinct,
      exact,
      top,
      countError: this.#dictionary.error,
      length: { min: this.#shortest, max: this.#longest, mean: this.#characters / this.count },
    };
  }

  #tally(bytes: Uint8Array, start: number, end: number, count: number): void {
    const { high, low } = this.#hash;
    this.#distinct?.add(high, low);
    if (end - start > LONGEST_KEPT) {
      this.#sketch().add(high, low);
      return;
    }
    while (!this.#dictionary.add(bytes, start, end, this.#hash, count)) {
      this.#sketch().add(high, low);
      this.#dictionary.thin();
    }
  }

  #sketch(): DistinctSketch {
    if (this.#distinct !== undefined) return this.#distinct;
    this.#distinct = new DistinctSketch();
    for (const { high, low } of this.#dictionary.entries()) this.#distinct.add(high, low);
    return this.#distinct;
  }
}

/** Code points: every byte but those that continue one. */
function charactersOf(bytes: Uint8Array, start: number, end: number): number {
  let characters = 0;
  for (let at = start; at < end; at += 1) if (((bytes[at] ?? 0) & 0xc0) !== 0x80) characters += 1;
  return characters;
}
