import type { NumbersProfile } from './column-profile.ts';
import { DistinctSketch } from './distinct-sketch.ts';
import { C, K, KllSketch } from './kll-sketch.ts';
import { Moments } from './moments.ts';
import { NumberDictionary } from './number-dictionary.ts';
import { packed, unpackedNumbers } from './packing.ts';
import type { SavedNumbers } from './saved-column.ts';
import { bucketsOf, quantilesOf, type Weighted } from './weighted-values.ts';

export const BLOCK = 2048;

type Sketches = { readonly order: KllSketch; readonly distinct: DistinctSketch };

/** The numbers of one column, in one pass and bounded memory. Works in blocks of a fixed count, so that chunks and batches leave no trace. */
export class NumberState {
  moments = new Moments();
  /** Numbers that wait until there are BLOCK of them. Whoever adds many writes here, and calls `settle` when it is full. No minus zero. */
  readonly block = new Float64Array(BLOCK);
  filled = 0;
  #exact: NumberDictionary | undefined = new NumberDictionary();
  #sketches: Sketches | undefined;

  static restored({ moments, exact, sketches }: SavedNumbers): NumberState {
    const state = new NumberState();
    state.moments = Moments.restored(moments);
    if (exact !== undefined) state.#countAll(unpackedNumbers(exact.values), unpackedNumbers(exact.counts));
    if (sketches === undefined) return state;
    state.#exact = undefined;
    state.#sketches = { order: KllSketch.restored(sketches.order), distinct: DistinctSketch.restored(sketches.distinct) };
    return state;
  }

  saved(): SavedNumbers {
    this.settle();
    const moments = this.moments.saved();
    if (this.#sketches !== undefined) return { moments, sketches: { order: this.#sketches.order.saved(), distinct: this.#sketches.distinct.saved() } };
    const { values, counts } = this.#exact?.sorted() ?? { values: new Float64Array(0), counts: new Float64Array(0) };
    return { moments, exact: { values: packed(values), counts: packed(counts) } };
  }

  add(value: number): void {
    this.block[this.filled] = value + 0;
    this.filled += 1;
    if (this.filled === BLOCK) this.settle();
  }

  /** No minus zero among them. */
  addAll(values: Float64Array): void {
    for (let from = 0; from < values.length; ) {
      const length = Math.min(values.length - from, BLOCK - this.filled);
      this.block.set(values.subarray(from, from + length), this.filled);
      this.filled += length;
      from += length;
      if (this.filled === BLOCK) this.settle();
    }
  }

  /** Every number counted one by one, where they are few. */
  get dictionary(): NumberDictionary | undefined {
    this.settle();
    return this.#exact;
  }

  merge(other: NumberState): void {
    this.settle();
    other.settle();
    this.moments.merge(other.moments);
    if (other.#exact !== undefined) {
      const { values, counts } = other.#exact.sorted();
      this.#countAll(values, counts);
      return;
    }
    const { order, distinct } = this.#sketch();
    if (other.#sketches !== undefined) {
      order.merge(other.#sketches.order);
      distinct.merge(other.#sketches.distinct);
    }
  }

  profile(): NumbersProfile | undefined {
    this.settle();
    const { count, zeros, mean, sum, deviation, min, max } = this.moments;
    if (count === 0) return undefined;
    const weighted = this.#weighted();
    const exact = this.#exact !== undefined;
    const sketch = { parameters: { c: C, k: K }, data: this.#order().data() };
    const distinct = this.#exact?.size ?? this.#sketches?.distinct.estimate() ?? 0;
    return {
      count,
      zeros,
      mean,
      sum,
      deviation,
      min,
      max,
      distinct,
      exact,
      quantiles: quantilesOf(weighted, min, max),
      buckets: bucketsOf(weighted, { min, max }),
      sketch,
    };
  }

  /** Takes in the numbers that still wait for their block to fill. */
  settle(): void {
    const length = this.filled;
    this.filled = 0;
    this.moments.add(this.block, length);
    const counted = this.#exact?.addAll(this.block, 0, length) ?? 0;
    if (counted < length) this.#addToSketches(counted, length);
  }

  #addToSketches(from: number, length: number): void {
    const { order, distinct } = this.#sketch();
    const rest = from === 0 ? this.block : this.block.slice(from, length);
    distinct.addNumbers(rest, length - from);
    order.add(rest, length - from);
  }

  /** Values in order, each with how often it occurs: one by one while they are few, and the rest at once. */
  #countAll(values: Float64Array, counts: Float64Array): void {
    let at = 0;
    while (at < values.length && this.#exact?.add(values[at] ?? 0, counts[at] ?? 0) === true) at += 1;
    if (at === values.length) return;
    const { order, distinct } = this.#sketch();
    const rest = values.slice(at);
    distinct.addNumbers(rest, rest.length);
    order.addWeighted(rest, counts.slice(at));
  }

  /** Goes over to sketches, for good: there are more different numbers than are counted one by one. */
  #sketch(): Sketches {
    if (this.#sketches !== undefined) return this.#sketches;
    const distinct = new DistinctSketch();
    const values = this.#exact?.sorted().values ?? new Float64Array(0);
    distinct.addNumbers(values, values.length);
    this.#sketches = { order: this.#order(), distinct };
    this.#exact = undefined;
    return this.#sketches;
  }

  #order(): KllSketch {
    if (this.#sketches !== undefined) return this.#sketches.order;
    const order = new KllSketch();
    if (this.#exact !== undefined) {
      const { values, counts } = this.#exact.sorted();
      order.addWeighted(values, counts);
    }
    return order;
  }

  #weighted(): Weighted {
    return this.#exact?.sorted() ?? this.#order().weighted();
  }
}
