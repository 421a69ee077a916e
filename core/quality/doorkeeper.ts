const BITS = 262_144;
/** One bit in eight: fewer than that are taken for one that was here before. */
const MOST_SEEN = BITS / 8;

/** Remembers, roughly and for a while, which texts came by: one that comes once and never again need not be kept, only to be thrown out. */
export class Doorkeeper {
  readonly #seen = new Int32Array(BITS / 32);
  #count = MOST_SEEN;
  /** How many times everything was forgotten: as often, a text may have been turned away. */
  rounds = 0;

  /** False when a text comes for the first time in a round, but for a few that look like another. */
  admits(high: number): boolean {
    const bit = high >>> 14;
    const word = this.#seen[bit >>> 5] ?? 0;
    if ((word & (1 << bit)) !== 0) return true;
    if (this.#count === MOST_SEEN) this.#forget();
    this.#seen[bit >>> 5] = (this.#seen[bit >>> 5] ?? 0) | (1 << bit);
    this.#count += 1;
    return false;
  }

  #forget(): void {
    this.#seen.fill(0);
    this.#count = 0;
    this.rounds += 1;
  }
}
