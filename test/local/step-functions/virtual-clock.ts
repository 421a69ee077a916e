import type { Clock } from '../../../local/clock.ts';

/** A clock that stands still until it is turned forward; what became due then happens in order. */
export class VirtualClock implements Clock {
  #now = new Date('2026-11-22T10:00:00.000Z').getTime();
  #timers: { readonly due: number; readonly fire: () => void }[] = [];

  now(): Date {
    return new Date(this.#now);
  }

  after(milliseconds: number, fire: () => void): () => void {
    const timer = { due: this.#now + milliseconds, fire };
    this.#timers.push(timer);
    return () => {
      this.#timers = this.#timers.filter((other) => other !== timer);
    };
  }

  /** How many timers are armed: none may be left when an execution is over. */
  get pending(): number {
    return this.#timers.length;
  }

  async advance(seconds: number): Promise<void> {
    const until = this.#now + 1000 * seconds;
    await settled();
    for (let timer = this.#next(until); timer !== undefined; timer = this.#next(until)) {
      this.#now = timer.due;
      this.#timers = this.#timers.filter((other) => other !== timer);
      timer.fire();
      await settled();
    }
    this.#now = until;
  }

  #next(until: number) {
    return this.#timers.filter(({ due }) => due <= until).sort((one, other) => one.due - other.due)[0];
  }
}

/** Lets everything happen that waits for nothing but its turn. */
export async function settled(): Promise<void> {
  for (let turn = 0; turn < 3; turn += 1) await new Promise<void>((resolve) => setImmediate(resolve));
}
