import { thinnedBlock } from './block-thinning.ts';
import { packed, unpackedNumbers } from './packing.ts';
import type { SavedSketch } from './saved-column.ts';
import { mergeInto, type Run } from './sorted-runs.ts';
import type { Weighted } from './weighted-values.ts';

/** Taken out once: where tests run, reaching for a global costs more than the arithmetic. */
const { floor, max } = Math;

export const K = 2048;
export const C = 0.64;
/** Levels below the top that hold values; what is smaller is thinned as it comes in, block by block. */
const DEPTH = 4;
const HIGHEST_ENTRY = 4;
const SMALLEST_LEVEL = 64;

/**
 * Quantiles in bounded memory (Karnin, Lang, Liberty: arXiv 1603.05346). A value on level i stands for 2^i rows; a full level is sorted and every second value moves up.
 * Values come in blocks, so that the lowest levels need no room: of a block in order every 2^i-th value goes to level i at once.
 */
export class KllSketch {
  #levels: Run[] = [];
  #random = 0x2545f491;
  count = 0;

  static restored({ count, random, levels }: SavedSketch): KllSketch {
    const sketch = new KllSketch();
    sketch.count = count;
    sketch.#random = random;
    sketch.#levels = levels.map(unpackedNumbers).map((values) => ({ values, length: values.length }));
    return sketch;
  }

  saved(): SavedSketch {
    return { count: this.count, random: this.#random, levels: this.#levels.map(({ values, length }) => packed(values.subarray(0, length))) };
  }

  /** Takes `length` values in any order, and may leave them in another. */
  add(block: Float64Array, length: number): void {
    const level = Math.max(0, Math.min(this.#levels.length - DEPTH, HIGHEST_ENTRY));
    const stride = 2 ** level;
    const whole = length - (length % stride);
    this.#put(level, thinnedBlock(block, { length: whole, stride, offset: this.#chance(stride) }));
    if (whole < length) this.#put(0, block.slice(whole, length).sort());
    this.count += length;
    this.#compress();
  }

  /** Values in order, each with how often it occurs. */
  addWeighted(values: Float64Array, counts: Float64Array): void {
    const heaviest = counts.reduce((most, count) => max(most, count), 0);
    for (let level = 0, weight = 1; weight <= heaviest; level += 1, weight *= 2) {
      this.#put(
        level,
        values.filter((_, at) => floor((counts[at] ?? 0) / weight) % 2 === 1),
      );
    }
    this.count += counts.reduce((sum, count) => sum + count, 0);
    this.#compress();
  }

  merge(other: KllSketch): void {
    other.#levels.forEach((run, level) => {
      this.#put(level, run.values.slice(0, run.length));
    });
    this.count += other.count;
    this.#compress();
  }

  /** Level by level, as statistics.json carries a sketch. */
  data(): readonly (readonly number[])[] {
    return this.#levels.map(({ values, length }) => [...values.subarray(0, length)]);
  }

  weighted(): Weighted {
    const weights = new Map<number, number>();
    this.#levels.forEach((run, level) => {
      for (const value of run.values.subarray(0, run.length)) weights.set(value, (weights.get(value) ?? 0) + 2 ** level);
    });
    const values = Float64Array.from([...weights.keys()]).sort();
    return { values, counts: values.map((value) => weights.get(value) ?? 0) };
  }

  #put(level: number, values: Float64Array): void {
    while (this.#levels.length <= level) this.#levels.push({ values: new Float64Array(256), length: 0 });
    const run = this.#levels[level];
    if (run !== undefined) mergeInto(run, values, values.length);
  }

  #compress(): void {
    while (this.#held() > this.#room()) {
      const level = this.#levels.findIndex((run, at) => run.length > this.#capacity(at));
      this.#compact(level === -1 ? this.#levels.length - 1 : level);
    }
  }

  #compact(level: number): void {
    const run = this.#levels[level];
    if (run === undefined) return;
    const kept = run.length % 2;
    const up = every(run.values.subarray(kept), this.#chance(2), run.length - kept, 2);
    run.length = kept;
    this.#put(level + 1, up);
  }

  #held(): number {
    return this.#levels.reduce((sum, { length }) => sum + length, 0);
  }

  #room(): number {
    return this.#levels.reduce((sum, _, level) => sum + this.#capacity(level), 0);
  }

  #capacity(level: number): number {
    return Math.max(SMALLEST_LEVEL, Math.ceil(K * C ** (this.#levels.length - 1 - level)));
  }

  /** A whole number below `limit`, a power of two. Seeded alike in every sketch: the same file gives the same sketch. */
  #chance(limit: number): number {
    this.#random ^= this.#random << 13;
    this.#random ^= this.#random >>> 17;
    this.#random ^= this.#random << 5;
    return (this.#random >>> 8) & (limit - 1);
  }
}

function every(values: Float64Array, offset: number, length: number, stride: number): Float64Array {
  const taken = new Float64Array(Math.floor(length / stride));
  for (let at = 0; at < taken.length; at += 1) taken[at] = values[offset + at * stride] ?? 0;
  return taken;
}
