import type { SetAside } from './prepared.ts';

/** Rows that are not in the clean copy: the first ones one by one, all of them by reason. */
export class SetAsideList {
  readonly listed: SetAside[] = [];
  readonly #most: number;
  readonly #reasons = new Map<string, number>();

  constructor(most: number) {
    this.#most = most;
  }

  add(row: SetAside): void {
    if (this.listed.length < this.#most) this.listed.push(row);
    this.#reasons.set(row.reason, (this.#reasons.get(row.reason) ?? 0) + 1);
  }

  /** Rows that come after these in the data set. */
  merge(listed: readonly SetAside[], reasons: Readonly<Record<string, number>>): void {
    this.listed.push(...listed.slice(0, this.#most - this.listed.length));
    for (const [reason, rows] of Object.entries(reasons)) this.#reasons.set(reason, (this.#reasons.get(reason) ?? 0) + rows);
  }

  get reasons(): Readonly<Record<string, number>> {
    return Object.fromEntries([...this.#reasons].sort(([, a], [, b]) => b - a));
  }
}
