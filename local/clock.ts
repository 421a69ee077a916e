/** Time as the planes see it, so that tests and the simulator can turn it forward. */
export interface Clock {
  now(): Date;
  /** Fires once; the answer cancels. */
  after(milliseconds: number, fire: () => void): () => void;
}

/** setTimeout fires at once beyond 2^31 milliseconds, so a longer wait is made of several. */
const LONGEST_TIMER = 2 ** 31 - 1;

export const systemClock: Clock = {
  now: () => new Date(),
  after(milliseconds, fire) {
    let timer: NodeJS.Timeout;
    const arm = (left: number): void => {
      timer = setTimeout(() => (left > LONGEST_TIMER ? arm(left - LONGEST_TIMER) : fire()), Math.min(left, LONGEST_TIMER));
    };
    arm(Math.max(0, milliseconds));
    return () => clearTimeout(timer);
  },
};
