import { AwsError, type Facts } from '../../plane.ts';
import { invalid } from '../invalid.ts';
import { Instances } from './instances.ts';
import type { Job } from './job.ts';

/** The jobs of one kind: which names are taken, how many may run, and the ends of those that run. */
export class JobBook<Kind extends Job> {
  readonly instances: Instances;
  readonly #kind: 'training' | 'transform';
  readonly #jobs = new Map<string, Kind>();
  readonly #running = new Set<Promise<void>>();

  constructor(kind: 'training' | 'transform') {
    this.#kind = kind;
    this.instances = new Instances(kind);
  }

  get all(): readonly Kind[] {
    return [...this.#jobs.values()];
  }

  /** Looked at before a request is checked and again after it: another one may have come in between. */
  checkRoom(name: string, instanceType: string): void {
    const taken = this.#jobs.get(name);
    if (taken !== undefined)
      throw new AwsError(
        'ResourceInUse',
        `${this.#kind === 'training' ? 'Training' : 'Transform'} job names must be unique within an AWS account and region, and a ${this.#kind} job with this name already exists (${taken.arn})`,
      );
    this.instances.checkQuota(instanceType, this.all);
  }

  /** SageMaker lists ResourceNotFound for a job that is not there, and answers otherwise. */
  find(name: unknown): Kind {
    const job = this.#jobs.get(String(name));
    if (job === undefined) throw invalid('Requested resource not found.');
    return job;
  }

  /** Keeps the job for ever, and its run until that ends. A run that fails has a fault of our own: jobs fail without. */
  start(job: Kind, run: () => Promise<void>, tell: (trouble: string) => void): void {
    this.#jobs.set(job.name, job);
    const running = run();
    this.#running.add(running);
    running.catch((error) => tell(`${this.#kind} job ${job.name}: ${error}`)).finally(() => this.#running.delete(running));
  }

  stop(name: unknown): Facts {
    const job = this.find(name);
    if (job.isOver) throw invalid(`The request was rejected because the ${this.#kind} job is in status ${job.status}.`);
    job.askToStop();
    return {};
  }

  async close(): Promise<void> {
    for (const job of this.#jobs.values()) job.killNow();
    await Promise.allSettled(this.#running);
  }
}
