import type { Tagged } from '../tag-resource.ts';

export type Status = 'InProgress' | 'Completed' | 'Failed' | 'Stopping' | 'Stopped';

export type JobFacts = {
  readonly name: string;
  readonly arn: string;
  readonly resources: { readonly InstanceType: string; readonly VolumeKmsKeyId?: string | undefined };
  readonly tags: readonly { readonly Key: string; readonly Value: string }[] | undefined;
};

/** What jobs of every kind have: a name for ever, a status, times, and how to end them. */
export abstract class Job implements Tagged {
  readonly name: string;
  readonly arn: string;
  readonly instanceType: string;
  readonly volumeKey: string | undefined;
  readonly createdAt = new Date();
  readonly tags: Map<string, string>;
  readonly #stop = new AbortController();
  readonly #kill = new AbortController();
  /** Someone asked for the end. */
  readonly stop = this.#stop.signal;
  /** The cloud is closing: nothing is kept, nothing is told any more. */
  readonly kill = this.#kill.signal;
  /** Aborted by either. */
  readonly interrupted = AbortSignal.any([this.stop, this.kill]);
  #status: Status = 'InProgress';
  #failureReason: string | undefined;
  #startedAt: Date | undefined;
  #endedAt: Date | undefined;

  constructor(facts: JobFacts) {
    this.name = facts.name;
    this.arn = facts.arn;
    this.instanceType = facts.resources.InstanceType;
    this.volumeKey = facts.resources.VolumeKmsKeyId;
    this.tags = new Map(facts.tags?.map(({ Key, Value }) => [Key, Value]));
  }

  get status(): Status {
    return this.#status;
  }
  get failureReason(): string | undefined {
    return this.#failureReason;
  }
  get startedAt(): Date | undefined {
    return this.#startedAt;
  }
  get endedAt(): Date | undefined {
    return this.#endedAt;
  }
  get modifiedAt(): Date {
    return this.#endedAt ?? this.createdAt;
  }
  get isOver(): boolean {
    return this.#endedAt !== undefined;
  }

  askToStop(): void {
    if (this.#status !== 'InProgress') return;
    this.#status = 'Stopping';
    this.tellStopping();
    this.#stop.abort();
  }

  killNow(): void {
    this.#kill.abort();
  }

  protected abstract tellStopping(): void;

  /** It ends as Failed. */
  abstract fail(reason: string): void;

  /** It ends as Stopped, with nothing to show. */
  abstract endStopped(): void;

  /** Billing starts. */
  protected begin(): void {
    this.#startedAt = new Date();
  }

  /** The last word: nothing changes a job that is over. */
  protected finish(status: 'Completed' | 'Failed' | 'Stopped', failureReason?: string): void {
    this.#status = status;
    this.#failureReason = failureReason;
    this.#endedAt = new Date();
  }
}
