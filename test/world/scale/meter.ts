import { type BucketName, type Quotas, TokenBucket } from './quotas.ts';

/** The service says no for now: the SDK waits and asks again, a few times. */
export class Throttled extends Error {
  override readonly name = 'Throttled';
  readonly quota: string;
  constructor(quota: string) {
    super(`${quota} is used up`);
    this.quota = quota;
  }
}

/** What became of one quota. Waits are milliseconds from the first refusal, or from the asking where AWS only delays, until it went on. */
export type Usage = { used: number; throttled: number; gaveUp: number; longestWait: number };

/** All quotas of one account under virtual time, and what was used of each. */
export class Meter {
  readonly usage = new Map<string, Usage>();
  readonly #buckets: ReadonlyMap<string, TokenBucket>;
  readonly #now: () => number;
  constructor({ buckets }: Quotas, now: () => number) {
    this.#now = now;
    this.#buckets = new Map(Object.entries(buckets).map(([name, bucket]) => [name, new TokenBucket(bucket)]));
  }

  of(quota: string): Usage {
    const known = this.usage.get(quota) ?? { used: 0, throttled: 0, gaveUp: 0, longestWait: 0 };
    this.usage.set(quota, known);
    return known;
  }

  /** Throws Throttled where the bucket is empty. */
  charge(quota: BucketName, count = 1): void {
    if (!this.#bucket(quota).take(count, this.#now())) this.refuse(quota);
    this.of(quota).used += count;
  }

  /** Milliseconds by which AWS delays what it does not refuse. */
  delay(quota: BucketName, count = 1): number {
    const wait = this.#bucket(quota).borrow(count, this.#now());
    this.of(quota).used += count;
    if (wait > 0) this.of(quota).throttled += count;
    this.waited(quota, wait);
    return wait;
  }

  refuse(quota: string): never {
    this.of(quota).throttled += 1;
    throw new Throttled(quota);
  }

  waited(quota: string, milliseconds: number): void {
    const usage = this.of(quota);
    usage.longestWait = Math.max(usage.longestWait, milliseconds);
  }

  #bucket(quota: BucketName): TokenBucket {
    const bucket = this.#buckets.get(quota);
    if (!bucket) throw new Error(`there is no quota ${quota}`);
    return bucket;
  }
}
