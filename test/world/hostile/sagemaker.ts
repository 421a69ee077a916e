import { CapacityError } from '../../../core/errors.ts';
import type { Jobs, TrainingJobSpec } from '../../../core/ports.ts';
import type { Happening } from '../../../local/plane.ts';
import type { InMemoryJobs } from '../in-memory-sagemaker.ts';
import type { InMemoryArtifacts } from '../in-memory-storage.ts';
import type { Chance } from './chance.ts';
import type { Note } from './lambda.ts';
import type { Timeline } from './timeline.ts';
import type { Weather } from './weather.ts';

/** One training job as SageMaker knows it: what it will come to, and when. Times are milliseconds. */
export type SimulatedJob = { readonly spec: TrainingJobSpec; readonly createdAt: number; endedAt?: number; status: string; stopAsked: boolean };

type End = { readonly status: 'Completed' | 'Failed' | 'Stopped'; readonly secondaryStatus?: string; readonly failureReason?: string };

const HOUR = 3600;
const COMPLETED: End = { status: 'Completed' };
const ENDS: readonly [End, ...End[]] = [
  { status: 'Failed', failureReason: 'AlgorithmError: ExecuteUserScriptError: ExitCode 1' },
  { status: 'Failed', failureReason: 'CapacityError: Unable to provision requested ML compute capacity.' },
  { status: 'Failed', failureReason: 'CapacityError: Unable to provision requested ML compute capacity.' },
  { status: 'Failed', failureReason: 'InternalServerError: We encountered an internal error. Please try again.' },
  { status: 'Failed', failureReason: 'ClientError: Data download failed' },
  { status: 'Stopped', secondaryStatus: 'Stopped' },
  { status: 'Stopped', secondaryStatus: 'MaxRuntimeExceeded' },
];

/** What trained models leave behind, made once for all worlds: output.tar.gz of a model that passes and of one that does not. */
export type Outputs = { readonly good: Buffer; readonly poor: Buffer };

type Options = {
  readonly timeline: Timeline;
  readonly weather: Weather;
  readonly chance: Chance;
  readonly publish: (happening: Happening) => void;
  readonly note: Note;
  readonly artifacts: InMemoryArtifacts;
  readonly outputs: Outputs;
};

/** Training jobs that take their time and end as chance has it; each change is told by several events, and Describe may lag behind. */
export class SimulatedSageMaker {
  readonly jobs = new Map<string, SimulatedJob>();
  readonly #memory: InMemoryJobs;
  readonly #options: Options;
  readonly #begin: number;
  readonly #usual: { readonly seconds: number; readonly fails: number };
  constructor(memory: InMemoryJobs, options: Options) {
    this.#memory = memory;
    this.#options = options;
    this.#begin = options.timeline.time;
    this.#usual = {
      seconds: options.chance.oneOf(options.weather.unreconciled ? [1, 1, 600] : [2, 2, 60, 60, 600, 600, HOUR, 4 * HOUR]),
      fails: options.chance.oneOf([0, 0.2, 0.5]),
    };
  }

  get port(): Jobs {
    return {
      create: (spec) => this.#create(spec),
      describe: this.#memory.describe,
      stop: async (name) => this.stop(name, 'asked to stop'),
      logTail: this.#memory.logTail,
    };
  }

  /** By the product, or by a person at the console. */
  stop(name: string, why: string): void {
    const job = this.jobs.get(name);
    if (job?.status !== 'InProgress') return;
    job.stopAsked = true;
    job.status = 'Stopping';
    this.#memory.change(name, { status: 'Stopping', secondaryStatus: 'Stopping' });
    this.#options.note('sagemaker', `${name} is ${why}`);
    this.#options.timeline.after(this.#options.chance.between(1000, 120_000), () => this.#end(job, { status: 'Stopped', secondaryStatus: 'Stopped' }));
  }

  get #hostile(): boolean {
    return this.#options.timeline.time < this.#begin + 1000 * this.#options.weather.endsAfter;
  }

  async #create(spec: TrainingJobSpec): Promise<'created' | 'exists'> {
    const { timeline, chance, note } = this.#options;
    if (this.jobs.has(spec.name)) return 'exists';
    if (this.#hostile && chance.happens(this.#usual.fails / 4))
      throw new CapacityError(`The account-level service limit '${spec.instanceType}' is 0 Instances`);
    await this.#memory.create(spec);
    const job: SimulatedJob = { spec, createdAt: timeline.time, status: 'InProgress', stopAsked: false };
    this.jobs.set(spec.name, job);
    const end = this.#hostile && chance.happens(this.#usual.fails) ? chance.oneOf(ENDS) : COMPLETED;
    const seconds = this.#usual.seconds * chance.between(0.2, 1);
    note('sagemaker', `creates ${spec.name}: ${end.failureReason ?? end.secondaryStatus ?? end.status} after ${Math.round(seconds)} s`);
    timeline.after(1000 * seconds, () => this.#end(job, end));
    if (this.#hostile && chance.happens(this.#options.weather.lies))
      timeline.after(1000 * seconds * chance.next(), () => this.#tell(spec.name, chance.oneOf(['Completed', 'Failed', 'Stopped'])));
    return 'created';
  }

  #end(job: SimulatedJob, end: End): void {
    const { timeline, weather, chance, note } = this.#options;
    if (job.endedAt !== undefined) return;
    const { name } = job.spec;
    Object.assign(job, { endedAt: timeline.time, status: end.status });
    note('sagemaker', `${name} ends: ${end.failureReason ?? end.secondaryStatus ?? end.status}`);
    const described = this.#describedEnd(job, end);
    const lag = this.#hostile ? 1000 * chance.next() * weather.describeLag : 0;
    if (lag > 0) timeline.after(lag, () => this.#memory.change(name, described));
    else this.#memory.change(name, described);
    for (let times = chance.oneOf([1, 1, 2, 3]); times > 0; times -= 1) this.#tell(name, end.status);
  }

  #describedEnd({ spec, createdAt, endedAt = 0 }: SimulatedJob, end: End) {
    const { artifacts, chance, outputs } = this.#options;
    const times = { seconds: Math.round((endedAt - createdAt) / 1000), endedAt: new Date(endedAt).toISOString() };
    const folder = artifacts.uri(`${spec.project}/jobs/${spec.name}/output`);
    if (end.status !== 'Completed') return { secondaryStatus: end.status, ...end, ...times };
    artifacts.place(`${folder}/output.tar.gz`, chance.happens(0.85) ? outputs.good : outputs.poor);
    artifacts.place(`${folder}/model.tar.gz`, Buffer.from(spec.name));
    return { ...end, secondaryStatus: 'Completed', ...times, modelArtifacts: `${folder}/model.tar.gz`, finalMetrics: { rmse: 1 } };
  }

  #tell(name: string, status: string): void {
    const detail = { TrainingJobName: name, TrainingJobStatus: status };
    this.#options.publish({ source: 'aws.sagemaker', detailType: 'SageMaker Training Job State Change', resources: [], detail });
  }
}
