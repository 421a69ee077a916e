/** Counts per key and second, of the second that it is now: for all time only the most is kept. */
export class BusiestKey {
  most = { key: '', count: 0 };
  #second = -1;
  readonly #counts = new Map<string, number>();

  /** Answers the count of the key in this second. */
  add(key: string, time: number, count = 1): number {
    const second = Math.floor(time / 1000);
    if (second !== this.#second) this.#counts.clear();
    this.#second = second;
    const sum = (this.#counts.get(key) ?? 0) + count;
    this.#counts.set(key, sum);
    if (sum > this.most.count) this.most = { key, count: sum };
    return sum;
  }

  /** The count of the key in this second so far. */
  of(key: string, time: number): number {
    return Math.floor(time / 1000) === this.#second ? (this.#counts.get(key) ?? 0) : 0;
  }
}
