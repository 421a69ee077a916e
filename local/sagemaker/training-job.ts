import type { TrainingRequest } from './training-request.ts';

export type Status = 'InProgress' | 'Completed' | 'Failed' | 'Stopping' | 'Stopped';
export type Secondary = 'Starting' | 'Downloading' | 'Training' | 'Uploading' | 'Stopping' | 'Stopped' | 'MaxRuntimeExceeded' | 'Completed' | 'Failed';
export type Transition = { readonly status: Secondary; readonly message: string; readonly from: Date; readonly to?: Date };
export type Metric = { readonly name: string; readonly value: number; readonly at: Date };

/** One job's story so far. Whatever changes it tells `onChange`, once per status or secondary status. */
export class TrainingJob {
  readonly request: TrainingRequest;
  readonly arn: string;
  readonly createdAt: Date;
  readonly metrics = new Map<string, Metric>();
  readonly tags: Map<string, string>;
  readonly #stop = new AbortController();
  readonly #kill = new AbortController();
  /** Aborted by either. */
  readonly interrupted = AbortSignal.any([this.#stop.signal, this.#kill.signal]);
  readonly #onChange: (job: TrainingJob) => void;
  #status: Status = 'InProgress';
  #transitions: readonly Transition[] = [];
  #failureReason: string | undefined;
  #startedAt: Date | undefined;
  #endedAt: Date | undefined;

  constructor(request: TrainingRequest, arn: string, onChange: (job: TrainingJob) => void) {
    this.request = request;
    this.arn = arn;
    this.createdAt = new Date();
    this.tags = new Map(request.Tags?.map(({ Key, Value }) => [Key, Value]));
    this.#onChange = onChange;
    this.enter('Starting', 'Preparing the instances for training');
  }

  get name(): string {
    return this.request.TrainingJobName;
  }
  get status(): Status {
    return this.#status;
  }
  get secondary(): Secondary {
    return this.#transitions.at(-1)?.status ?? 'Starting';
  }
  get transitions(): readonly Transition[] {
    return this.#transitions;
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
    return this.#endedAt ?? this.#transitions.at(-1)?.from ?? this.createdAt;
  }
  get isOver(): boolean {
    return this.#endedAt !== undefined;
  }
  /** Someone asked for the end: what there is by then is kept. */
  get stop(): AbortSignal {
    return this.#stop.signal;
  }
  /** The cloud is closing: nothing is kept. */
  get kill(): AbortSignal {
    return this.#kill.signal;
  }

  /** Billing starts with the download. */
  enter(secondary: Exclude<Secondary, 'Completed' | 'Failed' | 'Stopped' | 'MaxRuntimeExceeded'>, message: string): void {
    if (secondary === 'Downloading') this.#startedAt = new Date();
    this.#record(secondary, message);
    this.#onChange(this);
  }

  /** The last word: nothing changes a job that is over. */
  end(secondary: 'Completed' | 'Failed' | 'Stopped' | 'MaxRuntimeExceeded', message: string): void {
    this.#status = secondary === 'MaxRuntimeExceeded' ? 'Stopped' : secondary;
    if (secondary === 'Failed') this.#failureReason = message;
    this.#endedAt = new Date();
    this.#record(secondary, message);
    this.#onChange(this);
  }

  askToStop(): void {
    if (this.#status !== 'InProgress') return;
    this.#status = 'Stopping';
    this.enter('Stopping', 'Stopping the training job');
    this.#stop.abort();
  }

  /** No more events, no more uploads. */
  killNow(): void {
    this.#kill.abort();
  }

  #record(status: Secondary, message: string): void {
    const now = new Date();
    const before = this.#transitions.map((one) => (one.to === undefined ? { ...one, to: now } : one));
    this.#transitions = [...before, { status, message, from: now, ...(this.isOver ? { to: now } : {}) }];
  }
}
