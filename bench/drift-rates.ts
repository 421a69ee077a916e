interface Rate {
  readonly trials: number;
  readonly count: number;
  readonly rate: number;
  readonly lower95: number;
  readonly upper95: number;
}

/** How often each thing happened, in as many trials as it was asked for. */
export class Rates {
  readonly #trials = new Map<string, number>();
  readonly #counts = new Map<string, number>();

  add(happened: Readonly<Record<string, boolean>>): void {
    for (const [name, did] of Object.entries(happened)) {
      this.#trials.set(name, (this.#trials.get(name) ?? 0) + 1);
      this.#counts.set(name, (this.#counts.get(name) ?? 0) + (did ? 1 : 0));
    }
  }

  table(): Readonly<Record<string, Rate>> {
    return Object.fromEntries([...this.#counts].map(([name, count]) => [name, rateOf(count, this.#trials.get(name) ?? 0)]));
  }
}

function rateOf(count: number, trials: number): Rate {
  return { trials, count, rate: count / trials, lower95: 1 - upperLimit(trials - count, trials), upper95: upperLimit(count, trials) };
}

/** Clopper and Pearson's one-sided limit: a larger true rate would show so few in less than 5 of 100 such experiments. */
export function upperLimit(count: number, trials: number): number {
  if (count >= trials) return 1;
  let [low, high] = [count / trials, 1];
  for (let turn = 0; turn < 60; turn += 1) {
    const middle = (low + high) / 2;
    if (atMost(count, trials, middle) > 0.05) low = middle;
    else high = middle;
  }
  return high;
}

/** How often a binomial variable is `count` or less. */
function atMost(count: number, trials: number, p: number): number {
  let log = trials * Math.log1p(-p);
  let sum = Math.exp(log);
  for (let k = 1; k <= count; k += 1) {
    log += Math.log((trials - k + 1) / k) + Math.log(p) - Math.log1p(-p);
    sum += Math.exp(log);
  }
  return sum;
}
