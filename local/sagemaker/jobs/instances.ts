import { AwsError } from '../../plane.ts';
import type { Job } from './job.ts';

/** What can be had of an instance type for one kind of job: an account's quota, and AWS's capacity. Both are plenty unless a test says otherwise. */
export class Instances {
  readonly #kind: string;
  readonly #limits = new Map<string, number>();
  readonly #lacking = new Map<string, number>();

  constructor(kind: 'training' | 'transform') {
    this.#kind = kind;
  }

  /** The account's quota from now on. */
  limit(instanceType: string, instances: number): void {
    this.#limits.set(instanceType, instances);
  }

  /** The next `times` jobs of this type fail for want of capacity. */
  lack(instanceType: string, times: number): void {
    this.#lacking.set(instanceType, times);
  }

  /** Throws ResourceLimitExceeded where one more would be too many. */
  checkQuota(instanceType: string, jobs: readonly Job[]): void {
    const limit = this.#limits.get(instanceType);
    const used = jobs.filter((job) => !job.isOver && job.instanceType === instanceType).length;
    if (limit === undefined || used < limit) return;
    throw new AwsError(
      'ResourceLimitExceeded',
      `The account-level service limit '${instanceType} for ${this.#kind} job usage' is ${limit} Instances, with current utilization of ${used} Instances and a request delta of 1 Instances. Please use AWS Service Quotas to request an increase for this quota. If AWS Service Quotas is not available, contact AWS support to request an increase for this quota.`,
    );
  }

  /** Takes an instance, unless AWS has none. */
  take(instanceType: string): boolean {
    const lacking = this.#lacking.get(instanceType) ?? 0;
    this.#lacking.set(instanceType, Math.max(0, lacking - 1));
    return lacking === 0;
  }
}
