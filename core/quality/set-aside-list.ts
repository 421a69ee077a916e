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

  get reasons(): Readonly<Record<string, number>> {
    return Object.fromEntries([...this.#reasons].sort(([, a], [, b]) => b - a));
  }
}
