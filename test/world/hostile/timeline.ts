import type { Clock } from '../../../local/clock.ts';
import { type Moment, Moments } from './moments.ts';

/** Virtual time: nothing happens but what was put here, in the order of its time; equal times keep the order in which they were put. */
export class Timeline implements Clock {
  /** Milliseconds since 1970. */
  time: number;
  /** How much has happened. */
  happened = 0;
  readonly #moments = new Moments();
  #order = 0;

  constructor(begin: string) {
    this.time = Date.parse(begin);
  }

  now(): Date {
    return new Date(this.time);
  }

  after(milliseconds: number, happen: () => void): () => void {
    const moment: Moment = { due: this.time + Math.max(0, milliseconds), order: this.#order++, happen };
    this.#moments.add(moment);
    return () => {
      moment.happen = undefined;
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
    const next = this.#moments.next();
    if (next?.happen === undefined || next.due > until) {
      this.time = until;
      return false;
    }
    this.#moments.pop();
    this.time = next.due;
    this.happened += 1;
    next.happen();
    return true;
  }
}

/** Lets everything go on that waits for nothing but its turn: streams too, and whatever else needs a round of the event loop. */
export const turn = () => new Promise<void>((resolve) => setImmediate(resolve));

/** The same for promises alone, at a fraction of the price: all that are settled, and all that this settles, have been heard when it is over. */
export const shortTurn = () => new Promise<void>((resolve) => process.nextTick(resolve));
