import { Buffer } from 'node:buffer';
import type { TextsProfile } from './column-profile.ts';
import { DistinctSketch } from './distinct-sketch.ts';
import { Doorkeeper } from './doorkeeper.ts';
import { type Hash, hashBytes } from './hashing.ts';
import { packed, unpackedNumbers } from './packing.ts';
import type { SavedTexts } from './saved-column.ts';
import { ShortTexts } from './short-texts.ts';
import { bytesOf, charactersOf, viewOf } from './text-bytes.ts';
import { TextDictionary } from './text-dictionary.ts';

/** How many of the most frequent texts are told. */
const TOP = 100;
/** Longer texts are counted as different ones but never kept. */
const LONGEST_KEPT = 4096;

/** The texts of one column, in one pass and bounded memory: exact while there are few different ones. */
export class TextState {
  count = 0;
  readonly #hash: Hash = { high: 0, low: 0 };
  #dictionary = new TextDictionary();
  readonly #short = new ShortTexts();
  #distinct: DistinctSketch | undefined;
  #door: Doorkeeper | undefined;
  #shortest = Number.POSITIVE_INFINITY;
  #longest = 0;
  #characters = 0;

  static restored({ sums, dictionary, distinct }: SavedTexts): TextState {
    const state = new TextState();
    const [count = 0, shortest = 0, longest = 0, characters = 0] = unpackedNumbers(sums);
    state.count = count;
    state.#shortest = shortest;
    state.#longest = longest;
    state.#characters = characters;
    state.#dictionary = TextDictionary.restored(dictionary);
    if (distinct !== undefined) state.#distinct = DistinctSketch.restored(distinct);
    return state;
  }

  saved(): SavedTexts {
    const sums = packed(Float64Array.of(this.count, this.#shortest, this.#longest, this.#characters));
    const dictionary = { ...this.#dictionary.saved(), error: this.#error };
    return { sums, dictionary, ...(this.#distinct === undefined ? {} : { distinct: this.#distinct.saved() }) };
  }

  /** `text` from `start` to `end` is UTF-8. */
  add(text: DataView, start: number, end: number, count = 1): void {
    const any = hashBytes(text, start, end, this.#hash);
    const length = any < 0x80 ? end - start : charactersOf(text, start, end);
    if (length < this.#shortest) this.#shortest = length;
    if (length > this.#longest) this.#longest = length;
    this.#characters += length * count;
    this.count += count;
    this.#distinct?.add(this.#hash.high, this.#hash.low);
    const entry = this.#dictionary.find(text, start, end, this.#hash);
    if (entry < 0) this.#meet(text, start, end, count);
    else {
      this.#dictionary.count(entry, count);
      if (any < 0x80) this.#short.put(text, start, end, entry);
    }
  }

  /** Counts a short text that came before; false, and nothing done, where `add` has to. */
  addAgain(text: DataView, start: number, end: number): boolean {
    const entry = this.#short.find(text, start, end);
    if (entry < 0) return false;
    this.#dictionary.count(entry, 1);
    this.#characters += end - start;
    this.count += 1;
    return true;
  }

  addText(text: string, count: number): void {
    const bytes = Buffer.from(text);
    this.add(viewOf(bytes), 0, bytes.length, count);
  }

  merge(other: TextState): void {
    this.#shortest = Math.min(this.#shortest, other.#shortest);
    this.#longest = Math.max(this.#longest, other.#longest);
    this.#characters += other.#characters;
    this.count += other.count;
    if (other.#distinct !== undefined) this.#sketch().merge(other.#distinct);
    other.#dictionary.each((text, start, end, hash, count) => {
      this.#distinct?.add(hash.high, hash.low);
      const entry = this.#dictionary.find(text, start, end, hash);
      if (entry < 0) this.#keep(text, start, end, hash, count);
      else this.#dictionary.count(entry, count);
    });
    this.#dictionary.error += other.#error;
  }

  profile(): TextsProfile | undefined {
    if (this.count === 0) return undefined;
    const exact = this.#distinct === undefined;
    const distinct = this.#distinct?.estimate() ?? this.#dictionary.size;
    return {
      count: this.count,
      distinct,
      exact,
      top: this.#top(),
      countError: this.#error,
      length: { min: this.#shortest, max: this.#longest, mean: this.#characters / this.count },
    };
  }

  get #error(): number {
    return this.#dictionary.error + (this.#door?.rounds ?? 0);
  }

  #top(): TextsProfile['top'] {
    const entries: { value: string; count: number }[] = [];
    this.#dictionary.each((text, start, end, _, count) => {
      entries.push({ value: Buffer.from(bytesOf(text, start, end)).toString(), count });
    });
    return entries.sort((a, b) => b.count - a.count || (a.value < b.value ? -1 : 1)).slice(0, TOP);
  }

  /** A text that is not in the dictionary. Once that was too small, a text must come twice to be kept. */
  #meet(text: DataView, start: number, end: number, count: number): void {
    const hash = this.#hash;
    if (end - start > LONGEST_KEPT) {
      this.#sketch().add(hash.high, hash.low);
      return;
    }
    if (this.#dictionary.error === 0 && this.#dictionary.keep(text, start, end, hash, count)) return;
    this.#sketch().add(hash.high, hash.low);
    this.#door ??= new Doorkeeper();
    if (count > 1 || this.#door.admits(hash.high)) this.#keep(text, start, end, hash, count);
  }

  #keep(text: DataView, start: number, end: number, hash: Readonly<Hash>, count: number): void {
    while (!this.#dictionary.keep(text, start, end, hash, count)) {
      this.#sketch().add(hash.high, hash.low);
      this.#dictionary.thin();
      this.#short.clear();
    }
  }

  #sketch(): DistinctSketch {
    if (this.#distinct !== undefined) return this.#distinct;
    const distinct = new DistinctSketch();
    this.#dictionary.each((_text, _start, _end, { high, low }) => distinct.add(high, low));
    this.#distinct = distinct;
    return distinct;
  }
}
