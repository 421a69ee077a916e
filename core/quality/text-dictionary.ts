import { Buffer } from 'node:buffer';
import type { Hash } from './hashing.ts';

/** A column with more different texts, or longer ones in all, is summed up by sketches instead. */
export const MOST_TEXTS = 4096;
const MOST_BYTES = 262_144;
const SLOTS = MOST_TEXTS * 2;

export interface TextCount {
  readonly value: string;
  readonly count: number;
  readonly high: number;
  readonly low: number;
}

/** How often each text occurs. Keeps bytes, not strings: most cells are never looked at by a person. */
export class TextDictionary {
  size = 0;
  /** By how much a count may be too low since `thin` was first needed. */
  error = 0;
  #slots = new Int32Array(256);
  #highs = new Int32Array(128);
  #lows = new Int32Array(128);
  #ends = new Int32Array(129);
  #counts = new Float64Array(128);
  #bytes = Buffer.allocUnsafeSlow(2048);

  /** False, and nothing done, where there is no room for one text more. */
  add(bytes: Uint8Array, start: number, end: number, hash: Readonly<Hash>, count = 1): boolean {
    const slot = this.#slot(bytes, start, end, hash);
    const entry = (this.#slots[slot] ?? 0) - 1;
    if (entry >= 0) {
      this.#counts[entry] = (this.#counts[entry] ?? 0) + count;
      return true;
    }
    const from = this.#ends[this.size] ?? 0;
    if (this.size === MOST_TEXTS || from + end - start > MOST_BYTES) return false;
    this.#slots[slot] = this.size + 1;
    this.#store(bytes, start, end, hash, count);
    if (this.size * 2 > this.#slots.length) this.#rehash(this.#slots.length * 2);
    return true;
  }

  has(bytes: Uint8Array, start: number, end: number, hash: Readonly<Hash>): boolean {
    return this.#slots[this.#slot(bytes, start, end, hash)] !== 0;
  }

  entries(): readonly TextCount[] {
    return Array.from({ length: this.size }, (_, entry) => ({
      value: this.#bytes.toString('utf8', this.#ends[entry], this.#ends[entry + 1]),
      count: this.#counts[entry] ?? 0,
      high: this.#highs[entry] ?? 0,
      low: this.#lows[entry] ?? 0,
    }));
  }

  /** Makes room by lowering every count by the median and forgetting what comes to nothing: what is frequent stays (Misra and Gries; arXiv 1705.07001). */
  thin(): void {
    const counts = this.#counts.slice(0, this.size);
    const median = counts.slice().sort()[Math.floor(this.size / 2)] ?? 0;
    const { size } = this;
    const [ends, bytes, highs, lows] = [this.#ends.slice(), this.#bytes, this.#highs.slice(), this.#lows.slice()];
    this.size = 0;
    this.error += median;
    for (let entry = 0; entry < size; entry += 1) {
      const count = (counts[entry] ?? 0) - median;
      if (count > 0) this.#store(bytes, ends[entry] ?? 0, ends[entry + 1] ?? 0, { high: highs[entry] ?? 0, low: lows[entry] ?? 0 }, count);
    }
    this.#rehash(this.#slots.length);
  }

  #slot(bytes: Uint8Array, start: number, end: number, hash: Readonly<Hash>): number {
    const mask = this.#slots.length - 1;
    let slot = hash.low & mask;
    for (;;) {
      const entry = (this.#slots[slot] ?? 0) - 1;
      if (entry < 0) return slot;
      if (this.#lows[entry] === hash.low && this.#highs[entry] === hash.high && this.#equals(entry, bytes, start, end)) return slot;
      slot = (slot + 1) & mask;
    }
  }

  #equals(entry: number, bytes: Uint8Array, start: number, end: number): boolean {
    const from = this.#ends[entry] ?? 0;
    if ((this.#ends[entry + 1] ?? 0) - from !== end - start) return false;
    for (let at = 0; at < end - start; at += 1) if (this.#bytes[from + at] !== bytes[start + at]) return false;
    return true;
  }

  #store(bytes: Uint8Array, start: number, end: number, hash: Readonly<Hash>, count: number): void {
    const entry = this.size;
    const from = this.#ends[entry] ?? 0;
    this.#makeRoom(from + end - start);
    for (let at = start; at < end; at += 1) this.#bytes[from + at - start] = bytes[at] ?? 0;
    this.#ends[entry + 1] = from + end - start;
    this.#highs[entry] = hash.high;
    this.#lows[entry] = hash.low;
    this.#counts[entry] = count;
    this.size += 1;
  }

  #makeRoom(bytes: number): void {
    if (bytes > this.#bytes.length) {
      const larger = Buffer.allocUnsafeSlow(Math.max(bytes, this.#bytes.length * 2));
      this.#bytes.copy(larger);
      this.#bytes = larger;
    }
    if (this.size < this.#counts.length) return;
    this.#highs = twice(this.#highs, new Int32Array(this.size * 2));
    this.#lows = twice(this.#lows, new Int32Array(this.size * 2));
    this.#ends = twice(this.#ends, new Int32Array(this.size * 2 + 1));
    this.#counts = twice(this.#counts, new Float64Array(this.size * 2));
  }

  #rehash(slots: number): void {
    this.#slots = new Int32Array(Math.min(slots, SLOTS));
    const mask = this.#slots.length - 1;
    for (let entry = 0; entry < this.size; entry += 1) {
      let slot = (this.#lows[entry] ?? 0) & mask;
      while (this.#slots[slot] !== 0) slot = (slot + 1) & mask;
      this.#slots[slot] = entry + 1;
    }
  }
}

function twice<A extends Int32Array | Float64Array>(from: A, to: A): A {
  to.set(from);
  return to;
}
