import type { Happening } from '../../../../local/plane.ts';
import type { Chance } from '../chance.ts';
import type { Note } from '../lambda.ts';
import type { Timeline } from '../timeline.ts';
import type { Weather } from '../weather.ts';

/** One job as SageMaker knows it: what it will come to, and when. Times are milliseconds. */
export type SimulatedJob<Spec> = { readonly spec: Spec; readonly createdAt: number; endedAt?: number; status: string };

export type End = { readonly status: 'Completed' | 'Failed' | 'Stopped'; readonly secondaryStatus?: string; readonly failureReason?: string };

/** What becomes of a job, where it is not left to chance. */
export type Course = { readonly seconds: number; readonly end: End };

export type Settings = {
  readonly timeline: Timeline;
  readonly weather: Weather;
  readonly chance: Chance;
  readonly publish: (happening: Happening) => void;
  readonly note: Note;
  /** Decides the course of each job by its name. */
  readonly courseOf?: (name: string) => Course;
};

/** What differs between kinds of jobs. `usual` are seconds. */
type Kind<Spec> = {
  readonly usual: readonly [number, ...number[]];
  readonly ends: readonly [End, ...End[]];
  readonly event: (name: string, status: string) => Pick<Happening, 'detailType' | 'detail'>;
  readonly stopping: (name: string) => void;
  /** Leaves behind what the job made. What it answers is what Describe says from some moment on. */
  readonly leave: (job: SimulatedJob<Spec>, end: End) => () => void;
};

/** Where nobody reconciles, a job is over before anybody could hear of it, or long after. Seconds. */
const BRISK = [1, 1, 600] as const;

/** Jobs that take their time and end as chance has it; each change is told by several events, and Describe may lag behind. */
export class CourseOfJobs<Spec extends { readonly name: string }> {
  readonly jobs = new Map<string, SimulatedJob<Spec>>();
  readonly #kind: Kind<Spec>;
  readonly #settings: Settings;
  readonly #begin: number;
  readonly #usual: { readonly seconds: number; readonly fails: number };
  constructor(kind: Kind<Spec>, settings: Settings) {
    this.#kind = kind;
    this.#settings = settings;
    this.#begin = settings.timeline.time;
    const { chance, weather } = settings;
    this.#usual = { seconds: chance.oneOf(weather.unreconciled ? BRISK : kind.usual), fails: chance.oneOf([0, 0.2, 0.5]) };
  }

  get working(): boolean {
    return [...this.jobs.values()].some(({ endedAt }) => endedAt === undefined);
  }

  /** How many machines of a type the account may run where all of them are taken, or none is granted; undefined where one is free. */
  get exhaustedQuota(): number | undefined {
    const { chance, courseOf } = this.#settings;
    return this.#hostile && !courseOf && chance.happens(this.#usual.fails / 4) ? chance.oneOf([0, 2]) : undefined;
  }

  begin(spec: Spec): void {
    const { timeline, chance, note, weather, courseOf } = this.#settings;
    const { name } = spec;
    const job: SimulatedJob<Spec> = { spec, createdAt: timeline.time, status: 'InProgress' };
    this.jobs.set(name, job);
    const { seconds, end } = courseOf?.(name) ?? this.#drawn();
    note('sagemaker', `creates ${name}: ${inWords(end)} after ${Math.round(seconds)} s`);
    timeline.after(1000 * seconds, () => this.#end(job, end));
    if (this.#hostile && chance.happens(weather.lies))
      timeline.after(1000 * seconds * chance.next(), () => this.#tell(name, chance.oneOf(['Completed', 'Failed', 'Stopped'])));
  }

  /** By the product, or by a person at the console. */
  stop(name: string, why: string): void {
    const { timeline, chance, note } = this.#settings;
    const job = this.jobs.get(name);
    if (job?.status !== 'InProgress') return;
    job.status = 'Stopping';
    this.#kind.stopping(name);
    note('sagemaker', `${name} is ${why}`);
    timeline.after(chance.between(1000, 120_000), () => this.#end(job, { status: 'Stopped', secondaryStatus: 'Stopped' }));
  }

  #drawn(): Course {
    const { chance } = this.#settings;
    const end: End = this.#hostile && chance.happens(this.#usual.fails) ? chance.oneOf(this.#kind.ends) : { status: 'Completed' };
    return { end, seconds: this.#usual.seconds * chance.between(0.2, 1) };
  }

  get #hostile(): boolean {
    return this.#settings.timeline.time < this.#begin + 1000 * this.#settings.weather.endsAfter;
  }

  #end(job: SimulatedJob<Spec>, end: End): void {
    const { timeline, weather, chance, note } = this.#settings;
    if (job.endedAt !== undefined) return;
    const { name } = job.spec;
    Object.assign(job, { endedAt: timeline.time, status: end.status });
    note('sagemaker', `${name} ends: ${inWords(end)}`);
    const describe = this.#kind.leave(job, end);
    const lag = this.#hostile ? 1000 * chance.next() * weather.describeLag : 0;
    if (lag > 0) timeline.after(lag, describe);
    else describe();
    for (let times = chance.oneOf([1, 1, 2, 3]); times > 0; times -= 1) this.#tell(name, end.status);
  }

  #tell(name: string, status: string): void {
    this.#settings.publish({ source: 'aws.sagemaker', resources: [], ...this.#kind.event(name, status) });
  }
}

const inWords = ({ failureReason, secondaryStatus, status }: End) => failureReason ?? secondaryStatus ?? status;
