import { CapacityError } from '../../../core/errors.ts';
import type { Jobs, TrainingJobSpec } from '../../../core/ports.ts';
import type { Happening } from '../../../local/plane.ts';
import type { Chance } from '../hostile/chance.ts';
import type { Timeline } from '../hostile/timeline.ts';
import type { InMemoryJobs } from '../in-memory-sagemaker.ts';
import type { InMemoryArtifacts } from '../in-memory-storage.ts';
import { limitReached } from '../limit-reached.ts';
import type { Meter } from './meter.ts';

/** From the order for a machine to the end of the job, in seconds: small data on one machine. */
const SHORTEST = 180;
const LONGEST = 300;

type Options = {
  readonly timeline: Timeline;
  readonly chance: Chance;
  readonly meter: Meter;
  readonly instances: number;
  readonly artifacts: InMemoryArtifacts;
  /** output.tar.gz of a model that passes, the same for all. */
  readonly output: Buffer;
  readonly publish: (happening: Happening) => void;
};

/** Training jobs that all end well, as many at once as the account may run on each instance type. */
export class TrainingJobs {
  readonly #memory: InMemoryJobs;
  readonly #options: Options;
  readonly #running = new Map<string, number>();
  readonly #asked = new Map<string, number>();
  mostAtOnce = 0;
  constructor(memory: InMemoryJobs, options: Options) {
    this.#memory = memory;
    this.#options = options;
  }

  get port(): Jobs {
    return { create: (spec) => this.#create(spec), describe: this.#memory.describe, stop: this.#memory.stop, logTail: this.#memory.logTail };
  }

  get created(): readonly TrainingJobSpec[] {
    return this.#memory.created;
  }

  get running(): number {
    return [...this.#running.values()].reduce((sum, each) => sum + each, 0);
  }

  async #create(spec: TrainingJobSpec): Promise<'created' | 'exists'> {
    const { timeline, chance, meter, instances } = this.#options;
    const { instanceType, run } = spec;
    const running = this.#running.get(instanceType) ?? 0;
    const since = this.#asked.get(run) ?? timeline.time;
    this.#asked.set(run, since);
    if (running >= instances) {
      meter.of('instances').throttled += 1;
      throw new CapacityError(limitReached(`${instanceType} for training job usage`, instances));
    }
    const became = await this.#memory.create(spec);
    if (became === 'exists') return became;
    meter.of('instances').used += 1;
    meter.waited('instances', timeline.time - since);
    this.#running.set(instanceType, running + 1);
    this.mostAtOnce = Math.max(this.mostAtOnce, this.running);
    timeline.after(1000 * chance.between(SHORTEST, LONGEST), () => this.#end(spec, timeline.time));
    return became;
  }

  #end({ name, project, instanceType }: TrainingJobSpec, time: number): void {
    const { artifacts, output, publish } = this.#options;
    this.#running.set(instanceType, (this.#running.get(instanceType) ?? 1) - 1);
    const folder = artifacts.uri(`${project}/jobs/${name}/output`);
    artifacts.place(`${folder}/output.tar.gz`, output);
    artifacts.place(`${folder}/model.tar.gz`, Buffer.from(name));
    const ended = { status: 'Completed', secondaryStatus: 'Completed', seconds: SHORTEST, endedAt: new Date(time).toISOString() } as const;
    this.#memory.change(name, { ...ended, modelArtifacts: `${folder}/model.tar.gz`, finalMetrics: { rmse: 1 } });
    const detail = { TrainingJobName: name, TrainingJobStatus: 'Completed' };
    publish({ source: 'aws.sagemaker', detailType: 'SageMaker Training Job State Change', resources: [], detail });
  }
}
