import type { Clock } from '../../../local/clock.ts';

type Moment = { readonly due: number; readonly order: number; readonly happen: () => void };

/** Virtual time: nothing happens but what was put here, in the order of its time; equal times keep the order in which they were put. */
export class Timeline implements Clock {
  /** Milliseconds since 1970. */
  time: number;
  /** How much has happened. */
  happened = 0;
  /** Latest first, so that the next one is popped. */
  readonly #moments: Moment[] = [];
  #order = 0;

  constructor(begin: string) {
    this.time = Date.parse(begin);
  }

  now(): Date {
    return new Date(this.time);
  }

  after(milliseconds: number, happen: () => void): () => void {
    const moment = { due: this.time + Math.max(0, milliseconds), order: this.#order++, happen };
    this.#moments.splice(this.#placeOf(moment), 0, moment);
    return () => {
      const place = this.#moments.indexOf(moment);
      if (place >= 0) this.#moments.splice(place, 1);
    };
  }

  every(milliseconds: number, happen: () => void): void {
    this.after(milliseconds, () => {
      happen();
      this.every(milliseconds, happen);
    });
  }

  /** Lets the next thing happen; false when there is none up to that time, which then has come. */
  step(until: number): boolean {
    const next = this.#moments.at(-1);
    if (next === undefined || next.due > until) {
      this.time = until;
      return false;
    }
    this.#moments.pop();
    this.time = next.due;
    this.happened += 1;
    next.happen();
    return true;
  }

  #placeOf({ due, order }: Moment): number {
    let low = 0;
    let high = this.#moments.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      const other = this.#moments[middle];
      if (other && (other.due > due || (other.due === due && other.order > order))) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}

/** Lets everything go on that waits for nothing but its turn: streams too, and whatever else needs a round of the event loop. */
export const turn = () => new Promise<void>((resolve) => setImmediate(resolve));

/** The same for promises alone, at a fraction of the price: all that are settled, and all that this settles, have been heard when it is over. */
export const shortTurn = () => new Promise<void>((resolve) => process.nextTick(resolve));
