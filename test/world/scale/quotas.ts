/** A token bucket as AWS describes its throttles: so much at once, and so much a second. */
export type Bucket = { readonly size: number; readonly refill: number };

/**
 * What an account may do in a region such as eu-west-1. docs/scale.md names the source of each figure, and which of them are not published.
 * `describeExecution` and all of SageMaker's are taken from memory or assumed; the others are AWS's documentation.
 */
export const DEFAULT_QUOTAS = {
  /** Function instances at work at the same time, over all functions. */
  concurrency: 1000,
  /** Training jobs at the same time on one instance type. */
  instances: 100,
  /** Write request units a second that one partition of a table takes. */
  partitionWrites: 1000,
  buckets: {
    ruleInvocations: { size: 18_750, refill: 18_750 },
    startExecution: { size: 1300, refill: 300 },
    describeExecution: { size: 300, refill: 15 },
    sendTask: { size: 3000, refill: 500 },
    stateTransitions: { size: 5000, refill: 1500 },
    createTrainingJob: { size: 10, refill: 10 },
    describeTrainingJob: { size: 10, refill: 10 },
    createModelPackage: { size: 10, refill: 10 },
    tableWrites: { size: 4000, refill: 4000 },
    tableReads: { size: 12_000, refill: 12_000 },
    s3Writes: { size: 3500, refill: 3500 },
    s3Reads: { size: 5500, refill: 5500 },
    sends: { size: 14, refill: 14 },
  },
} as const satisfies { readonly buckets: Readonly<Record<string, Bucket>> } & Readonly<Record<string, unknown>>;

export type BucketName = keyof typeof DEFAULT_QUOTAS.buckets;
export type Quotas = {
  readonly concurrency: number;
  readonly instances: number;
  readonly partitionWrites: number;
  readonly buckets: Readonly<Record<BucketName, Bucket>>;
};

/** A share of everything, such as the tenth that a new account has: nothing less than one, and a prefix of S3 and a partition of DynamoDB are what they are in every account. */
export function shareOf({ concurrency, instances, partitionWrites, buckets }: Quotas, share: number): Quotas {
  const part = (count: number) => Math.max(1, count * share);
  const partOf = ({ size, refill }: Bucket) => ({ size: part(size), refill: part(refill) });
  const parts = Object.entries(buckets).map(([name, bucket]) => [name, name.startsWith('s3') ? bucket : partOf(bucket)]);
  return { concurrency: part(concurrency), instances: part(instances), partitionWrites, buckets: { ...buckets, ...Object.fromEntries(parts) } };
}

/** Tokens of one bucket; times are milliseconds. */
export class TokenBucket {
  readonly #bucket: Bucket;
  #tokens: number;
  #at = 0;
  constructor(bucket: Bucket) {
    this.#bucket = bucket;
    this.#tokens = bucket.size;
  }

  /** False where the bucket is empty; what is larger than what is left leaves a debt, so that the large are not kept waiting by the small. */
  take(count: number, time: number): boolean {
    this.#fill(time);
    if (this.#tokens < Math.min(1, count)) return false;
    this.#tokens -= count;
    return true;
  }

  /** Takes them in any case, and answers for how many milliseconds whoever took them must wait. */
  borrow(count: number, time: number): number {
    this.#fill(time);
    this.#tokens -= count;
    return this.#tokens >= 0 ? 0 : (-1000 * this.#tokens) / this.#bucket.refill;
  }

  #fill(time: number): void {
    this.#tokens = Math.min(this.#bucket.size, this.#tokens + (this.#bucket.refill * (time - this.#at)) / 1000);
    this.#at = time;
  }
}
