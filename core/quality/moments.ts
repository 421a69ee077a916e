import { packed, unpackedNumbers } from './packing.ts';

/** Taken out once: where tests run, reaching for a global costs more than the arithmetic. */
const { floor } = Math;

/**
 * Count, sum, mean, deviation, extremes of numbers that come in blocks. Each block is read twice (mean, then squares about it) and joined to the rest
 * by Chan's formula; sums of blocks are kept with their rounding error (Neumaier). So nothing is lost on columns far from zero.
 */
export class Moments {
  count = 0;
  zeros = 0;
  integers = 0;
  min = Number.POSITIVE_INFINITY;
  max = Number.NEGATIVE_INFINITY;
  #sum = 0;
  #lost = 0;
  #squares = 0;

  static restored(saved: string): Moments {
    const moments = new Moments();
    const [count = 0, zeros = 0, integers = 0, min = 0, max = 0, sum = 0, lost = 0, squares = 0] = unpackedNumbers(saved);
    Object.assign(moments, { count, zeros, integers, min, max });
    moments.#sum = sum;
    moments.#lost = lost;
    moments.#squares = squares;
    return moments;
  }

  saved(): string {
    return packed(Float64Array.of(this.count, this.zeros, this.integers, this.min, this.max, this.#sum, this.#lost, this.#squares));
  }

  add(values: Float64Array, length: number): void {
    if (length === 0) return;
    let { min, max, zeros, integers } = this;
    let even = 0;
    let odd = 0;
    for (let at = 0; at < length; at += 2) {
      const value = values[at] ?? 0;
      const next = at + 1 < length ? (values[at + 1] ?? 0) : value;
      if (value < min) min = value;
      if (value > max) max = value;
      if (next < min) min = next;
      if (next > max) max = next;
      even += value;
      odd += at + 1 < length ? next : 0;
    }
    for (let at = 0; at < length; at += 1) {
      const value = values[at] ?? 0;
      if (value === 0) zeros += 1;
      if (value === floor(value)) integers += 1;
    }
    Object.assign(this, { min, max, zeros, integers });
    const sum = even + odd;
    this.#join(length, sum, 0, squaresAbout(values, length, sum / length));
  }

  merge(other: Moments): void {
    this.min = Math.min(this.min, other.min);
    this.max = Math.max(this.max, other.max);
    this.zeros += other.zeros;
    this.integers += other.integers;
    this.#join(other.count, other.#sum, other.#lost, other.#squares);
  }

  get sum(): number {
    return finite(this.#sum + this.#lost);
  }

  get mean(): number {
    return Math.min(this.max, Math.max(this.min, this.sum / this.count));
  }

  /** Of the population. Exactly 0 for a constant column. */
  get deviation(): number {
    return this.min === this.max ? 0 : finite(Math.sqrt(Math.max(0, this.#squares) / this.count));
  }

  #join(count: number, sum: number, lost: number, squares: number): void {
    if (count === 0) return;
    if (this.count > 0) {
      const apart = (sum + lost) / count - this.sum / this.count;
      this.#squares += apart * apart * ((this.count * count) / (this.count + count));
    }
    this.#squares += squares;
    const total = this.#sum + sum;
    this.#lost += (Math.abs(this.#sum) >= Math.abs(sum) ? this.#sum - total + sum : sum - total + this.#sum) + lost;
    this.#sum = total;
    this.count += count;
  }
}

/** Sums of values beyond 1e150, or of their squares, can leave the range of doubles; JSON knows finite numbers only. */
function finite(value: number): number {
  return Number.isNaN(value) ? Number.MAX_VALUE : Math.min(Number.MAX_VALUE, Math.max(-Number.MAX_VALUE, value));
}

function squaresAbout(values: Float64Array, length: number, mean: number): number {
  let squares = 0;
  let rest = 0;
  for (let at = 0; at < length; at += 1) {
    const apart = (values[at] ?? 0) - mean;
    squares += apart * apart;
    rest += apart;
  }
  return squares - (rest * rest) / length;
}
