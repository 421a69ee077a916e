import { Buffer } from 'node:buffer';
import { type Hash, hashBytes } from './hashing.ts';
import { packed, unpackedBytes, unpackedNumbers } from './packing.ts';
import type { SavedTexts } from './saved-column.ts';
import { bytesOf, copyText, sameText, viewOf } from './text-bytes.ts';

/** A column with more different texts, or longer ones in all, is summed up by sketches instead. */
export const MOST_TEXTS = 4096;
const MOST_BYTES = 262_144;
const SLOTS = MOST_TEXTS * 2;
/** A slot holds the number of its entry, from 1, and above it as much of the hash as there is room for. */
const ENTRY = SLOTS - 1;

/** How often each text occurs. Keeps bytes, not strings: most cells are never looked at by a person. */
export class TextDictionary {
  size = 0;
  /** By how much a count may be too low since not every text is kept any more. */
  error = 0;
  #slots = new Int32Array(256);
  #highs = new Int32Array(128);
  #lows = new Int32Array(128);
  #ends = new Int32Array(129);
  #counts = new Float64Array(128);
  #texts = viewOf(Buffer.allocUnsafeSlow(2048));

  static restored({ texts, lengths, counts, error }: SavedTexts['dictionary']): TextDictionary {
    const dictionary = new TextDictionary();
    const text = viewOf(unpackedBytes(texts));
    const hash = { high: 0, low: 0 };
    const occurring = unpackedNumbers(counts);
    let start = 0;
    unpackedNumbers(lengths).forEach((length, entry) => {
      hashBytes(text, start, start + length, hash);
      dictionary.keep(text, start, start + length, hash, occurring[entry] ?? 0);
      start += length;
    });
    dictionary.error = error;
    return dictionary;
  }

  saved(): SavedTexts['dictionary'] {
    const lengths = Float64Array.from({ length: this.size }, (_, entry) => (this.#ends[entry + 1] ?? 0) - (this.#ends[entry] ?? 0));
    const texts = bytesOf(this.#texts, 0, this.#ends[this.size] ?? 0);
    return { texts: packed(texts), lengths: packed(lengths), counts: packed(this.#counts.slice(0, this.size)), error: this.error };
  }

  /** Counts a text that is there already. */
  count(entry: number, count: number): void {
    this.#counts[entry] = (this.#counts[entry] ?? 0) + count;
  }

  /** The number of a text's entry, valid until the next `thin`; -1 where there is none. The few texts that share a slot and a piece of the hash are told apart by their bytes alone. */
  find(text: DataView, start: number, end: number, { high, low }: Readonly<Hash>): number {
    const slots = this.#slots;
    const mask = slots.length - 1;
    for (let at = low & mask; ; at = (at + 1) & mask) {
      const slot = slots[at] ?? 0;
      if (slot === 0) return -1;
      const entry = (slot & ENTRY) - 1;
      if (((slot ^ high) & ~ENTRY) === 0 && this.#holds(entry, text, start, end)) return entry;
    }
  }

  /** Takes up a text that is not there yet. False, and nothing done, where there is no room for it. */
  keep(text: DataView, start: number, end: number, hash: Readonly<Hash>, count: number): boolean {
    if (this.size === MOST_TEXTS || (this.#ends[this.size] ?? 0) + end - start > MOST_BYTES) return false;
    this.#store(text, start, end, hash, count);
    if (this.size * 2 > this.#slots.length) this.#rehash(this.#slots.length * 2);
    else this.#enter(this.size - 1);
    return true;
  }

  each(take: (text: DataView, start: number, end: number, hash: Hash, count: number) => void): void {
    for (let entry = 0; entry < this.size; entry += 1) {
      const hash = { high: this.#highs[entry] ?? 0, low: this.#lows[entry] ?? 0 };
      take(this.#texts, this.#ends[entry] ?? 0, this.#ends[entry + 1] ?? 0, hash, this.#counts[entry] ?? 0);
    }
  }

  /** Makes room by lowering every count by the median and forgetting what comes to nothing: what is frequent stays (Misra and Gries; arXiv 1705.07001). */
  thin(): void {
    const counts = this.#counts.slice(0, this.size);
    const median = counts.slice().sort()[Math.floor(this.size / 2)] ?? 0;
    const { size } = this;
    const [ends, texts, highs, lows] = [this.#ends.slice(), this.#texts, this.#highs.slice(), this.#lows.slice()];
    this.size = 0;
    this.error += median;
    for (let entry = 0; entry < size; entry += 1) {
      const count = (counts[entry] ?? 0) - median;
      if (count > 0) this.#store(texts, ends[entry] ?? 0, ends[entry + 1] ?? 0, { high: highs[entry] ?? 0, low: lows[entry] ?? 0 }, count);
    }
    this.#rehash(this.#slots.length);
  }

  #holds(entry: number, text: DataView, start: number, end: number): boolean {
    const from = this.#ends[entry] ?? 0;
    return (this.#ends[entry + 1] ?? 0) - from === end - start && sameText(this.#texts, from, text, start, end - start);
  }

  #store(text: DataView, start: number, end: number, hash: Readonly<Hash>, count: number): void {
    const entry = this.size;
    const from = this.#ends[entry] ?? 0;
    this.#makeRoom(from + end - start);
    copyText(text, start, end, this.#texts, from);
    this.#ends[entry + 1] = from + end - start;
    this.#highs[entry] = hash.high;
    this.#lows[entry] = hash.low;
    this.#counts[entry] = count;
    this.size += 1;
  }

  #makeRoom(bytes: number): void {
    if (bytes > this.#texts.byteLength) {
      const larger = viewOf(Buffer.allocUnsafeSlow(Math.max(bytes, this.#texts.byteLength * 2)));
      copyText(this.#texts, 0, this.#texts.byteLength, larger, 0);
      this.#texts = larger;
    }
    if (this.size < this.#counts.length) return;
    this.#highs = twice(this.#highs, new Int32Array(this.size * 2));
    this.#lows = twice(this.#lows, new Int32Array(this.size * 2));
    this.#ends = twice(this.#ends, new Int32Array(this.size * 2 + 1));
    this.#counts = twice(this.#counts, new Float64Array(this.size * 2));
  }

  #rehash(slots: number): void {
    this.#slots = new Int32Array(Math.min(slots, SLOTS));
    for (let entry = 0; entry < this.size; entry += 1) this.#enter(entry);
  }

  #enter(entry: number): void {
    const mask = this.#slots.length - 1;
    let at = (this.#lows[entry] ?? 0) & mask;
    while (this.#slots[at] !== 0) at = (at + 1) & mask;
    this.#slots[at] = ((this.#highs[entry] ?? 0) & ~ENTRY) | (entry + 1);
  }
}

function twice<A extends Int32Array | Float64Array>(from: A, to: A): A {
  to.set(from);
  return to;
}
