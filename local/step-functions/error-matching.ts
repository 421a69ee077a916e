import type { Catcher, Retrier } from './definition.ts';
import type { StatesError } from './states-error.ts';

/** No wildcard matches these: they say that the definition or the amount of data is wrong. */
const TERMINAL: ReadonlySet<string> = new Set(['States.Runtime', 'States.DataLimitExceeded']);

/** How often each of a state's retriers was used in this visit. */
export class Retries {
  readonly #retriers: readonly Retrier[];
  readonly #used: Map<Retrier, number> = new Map();
  constructor(retriers: readonly Retrier[] = []) {
    this.#retriers = retriers;
  }

  /** Milliseconds until the next attempt, or undefined where none is due. The first retrier that matches decides. */
  delayAfter(failure: StatesError, random: () => number): number | undefined {
    const retrier = this.#retriers.find(({ ErrorEquals }) => matches(ErrorEquals, failure));
    if (retrier === undefined) return undefined;
    const used = this.#used.get(retrier) ?? 0;
    if (used >= (retrier.MaxAttempts ?? 3)) return undefined;
    this.#used.set(retrier, used + 1);
    const { IntervalSeconds = 1, BackoffRate = 2, MaxDelaySeconds = Number.POSITIVE_INFINITY, JitterStrategy = 'NONE' } = retrier;
    const seconds = Math.min(IntervalSeconds * BackoffRate ** used, MaxDelaySeconds);
    return 1000 * (JitterStrategy === 'FULL' ? random() * seconds : seconds);
  }
}

export function catcherOf(failure: StatesError, catchers: readonly Catcher[] = []): Catcher | undefined {
  return catchers.find(({ ErrorEquals }) => matches(ErrorEquals, failure));
}

function matches(names: readonly string[], { error, also }: StatesError): boolean {
  if (error === 'States.Runtime') return false;
  return names.some(
    (name) =>
      name === error || name === also || (!TERMINAL.has(error) && (name === 'States.ALL' || (name === 'States.TaskFailed' && error !== 'States.Timeout'))),
  );
}
