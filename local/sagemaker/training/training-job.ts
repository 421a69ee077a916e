import { Job } from '../jobs/job.ts';
import type { TrainingRequest } from './training-request.ts';

export type Secondary = 'Starting' | 'Downloading' | 'Training' | 'Uploading' | 'Stopping' | 'Stopped' | 'MaxRuntimeExceeded' | 'Completed' | 'Failed';
export type Transition = { readonly status: Secondary; readonly message: string; readonly from: Date; readonly to?: Date };
export type Metric = { readonly name: string; readonly value: number; readonly at: Date };

/** One job's story so far. Whatever changes it tells `onChange`, once per status or secondary status. */
export class TrainingJob extends Job {
  readonly request: TrainingRequest;
  readonly metrics = new Map<string, Metric>();
  readonly #onChange: (job: TrainingJob) => void;
  #transitions: readonly Transition[] = [];

  constructor(request: TrainingRequest, arn: string, onChange: (job: TrainingJob) => void) {
    super({ name: request.TrainingJobName, arn, resources: request.ResourceConfig, tags: request.Tags });
    this.request = request;
    this.#onChange = onChange;
    this.enter('Starting', 'Preparing the instances for training');
  }

  get secondary(): Secondary {
    return this.#transitions.at(-1)?.status ?? 'Starting';
  }
  get transitions(): readonly Transition[] {
    return this.#transitions;
  }
  override get modifiedAt(): Date {
    return this.endedAt ?? this.#transitions.at(-1)?.from ?? this.createdAt;
  }

  enter(secondary: Exclude<Secondary, 'Completed' | 'Failed' | 'Stopped' | 'MaxRuntimeExceeded'>, message: string): void {
    if (secondary === 'Downloading') this.begin();
    this.#record(secondary, message);
    this.#onChange(this);
  }

  end(secondary: 'Completed' | 'Failed' | 'Stopped' | 'MaxRuntimeExceeded', message: string): void {
    this.finish(secondary === 'MaxRuntimeExceeded' ? 'Stopped' : secondary, secondary === 'Failed' ? message : undefined);
    this.#record(secondary, message);
    this.#onChange(this);
  }

  override fail(reason: string): void {
    this.end('Failed', reason);
  }

  override endStopped(): void {
    this.end('Stopped', 'Training job stopped');
  }

  protected override tellStopping(): void {
    this.enter('Stopping', 'Stopping the training job');
  }

  #record(status: Secondary, message: string): void {
    const now = new Date();
    const before = this.#transitions.map((one) => (one.to === undefined ? { ...one, to: now } : one));
    this.#transitions = [...before, { status, message, from: now, ...(this.isOver ? { to: now } : {}) }];
  }
}
