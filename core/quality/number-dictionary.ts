import { type Hash, hashNumber, lowOfNumber } from './hashing.ts';

/** Taken out once: where tests run, reaching for a global costs more than the arithmetic. */
const { isNaN: isFree } = Number;

/** A column with more different numbers than this is summed up by sketches instead. */
export const MOST_NUMBERS = 4096;

/** How often each number occurs, exactly, as long as there are few. Grows from 2 KiB to 128 KiB. */
export class NumberDictionary {
  size = 0;
  #keys = new Float64Array(128).fill(Number.NaN);
  #counts = new Float64Array(128);
  readonly #hash: Hash = { high: 0, low: 0 };

  /** False, and nothing done, where one number more would be too many. */
  add(value: number, count: number): boolean {
    const slot = this.#slot(value);
    if (isFree(this.#keys[slot])) {
      if (this.size === MOST_NUMBERS) return false;
      this.#keys[slot] = value + 0;
      this.size += 1;
      this.#counts[slot] = count;
      if (this.size * 2 > this.#keys.length) this.#grow();
      return true;
    }
    this.#counts[slot] = (this.#counts[slot] ?? 0) + count;
    return true;
  }

  /** Counts values from `from` on, each once; answers how far it came before one number more would have been too many. */
  addAll(values: Float64Array, from: number, length: number): number {
    const words = new Int32Array(values.buffer, values.byteOffset, length * 2);
    for (let at = from; at < length; at += 1) {
      const keys = this.#keys;
      const mask = keys.length - 1;
      const value = values[at] ?? 0;
      let slot = lowOfNumber(words[2 * at] ?? 0, words[2 * at + 1] ?? 0) & mask;
      while (keys[slot] !== value && !isFree(keys[slot])) slot = (slot + 1) & mask;
      if (keys[slot] === value) this.#counts[slot] = (this.#counts[slot] ?? 0) + 1;
      else if (!this.add(value, 1)) return at;
    }
    return length;
  }

  /** By value, the smallest first. */
  sorted(): { readonly values: Float64Array; readonly counts: Float64Array } {
    const values = this.#keys.filter((key) => !isFree(key)).sort();
    return { values, counts: values.map((value) => this.#counts[this.#slot(value)] ?? 0) };
  }

  #slot(value: number): number {
    const keys = this.#keys;
    const mask = keys.length - 1;
    hashNumber(value, this.#hash);
    let slot = this.#hash.low & mask;
    for (;;) {
      const key = keys[slot] ?? 0;
      if (key === value || isFree(key)) return slot;
      slot = (slot + 1) & mask;
    }
  }

  #grow(): void {
    const keys = this.#keys;
    const counts = this.#counts;
    this.#keys = new Float64Array(keys.length * 2).fill(Number.NaN);
    this.#counts = new Float64Array(keys.length * 2);
    keys.forEach((key, at) => {
      if (isFree(key)) return;
      const slot = this.#slot(key);
      this.#keys[slot] = key;
      this.#counts[slot] = counts[at] ?? 0;
    });
  }
}
