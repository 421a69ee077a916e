import { Job } from '../jobs/job.ts';
import type { Model } from '../models/model.ts';
import { type Limits, limitsOf } from './limits.ts';
import type { TransformRequest } from './transform-request.ts';

/** One job's story so far. Every new status is told to `onChange`, the first one included. */
export class TransformJob extends Job {
  readonly request: TransformRequest;
  /** As it was when the job was made: deleting it changes nothing here. */
  readonly model: Model;
  /** The request's and the defaults, until the model's server was asked. */
  limits: Limits;
  readonly #onChange: (job: TransformJob) => void;

  constructor(request: TransformRequest, facts: { readonly arn: string; readonly model: Model; readonly onChange: (job: TransformJob) => void }) {
    super({ name: request.TransformJobName, arn: facts.arn, resources: request.TransformResources, tags: request.Tags });
    this.request = request;
    this.model = facts.model;
    this.limits = limitsOf(request, {});
    this.#onChange = facts.onChange;
    this.#onChange(this);
  }

  start(): void {
    this.begin();
  }

  complete(): void {
    this.finish('Completed');
    this.#onChange(this);
  }

  override fail(reason: string): void {
    this.finish('Failed', reason);
    this.#onChange(this);
  }

  override endStopped(): void {
    this.finish('Stopped');
    this.#onChange(this);
  }

  protected override tellStopping(): void {
    this.#onChange(this);
  }
}
