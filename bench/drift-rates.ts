/** How often something happened in how many trials. */
export class Rates {
  trials = 0;
  readonly #counts = new Map<string, number>();

  add(happened: Readonly<Record<string, boolean>>): void {
    this.trials += 1;
    for (const [name, did] of Object.entries(happened)) this.#counts.set(name, (this.#counts.get(name) ?? 0) + (did ? 1 : 0));
  }

  table(): Readonly<Record<string, { readonly count: number; readonly rate: number; readonly upper95: number; readonly lower95: number }>> {
    return Object.fromEntries(
      [...this.#counts].map(([name, count]) => [
        name,
        { count, rate: count / this.trials, upper95: upperLimit(count, this.trials), lower95: 1 - upperLimit(this.trials - count, this.trials) },
      ]),
    );
  }
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
