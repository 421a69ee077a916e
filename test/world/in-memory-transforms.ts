import { CapacityError, TransformNameTakenError } from '../../core/errors.ts';
import type { TransformJob, TransformSpec, Transforms } from '../../core/ports.ts';
import { limitReached } from './limit-reached.ts';

export interface InMemoryTransforms extends Transforms {
  /** Every job that was created, oldest first. */
  readonly created: readonly TransformSpec[];
  readonly stopped: readonly string[];
  /** Names of the models that exist. */
  models(): readonly string[];
  /** Changes what Describe says; `status` alone is enough for an end like any other. */
  change(name: string, change: Partial<TransformJob>): void;
  /** A job that somebody else made under this name. */
  occupy(name: string, tags?: Readonly<Record<string, string>>): void;
  /** A model that somebody else made under this name. */
  occupyModel(name: string): void;
  /** The account may run no machine of this type, or no more than so many, which are all taken. */
  lack(instanceType: string, quota?: number): void;
  /** It may again. */
  grant(instanceType: string): void;
  log(name: string, lines: readonly string[]): void;
}

type Described = TransformJob & { readonly tags: Readonly<Record<string, string>> };

export function inMemoryTransforms(): InMemoryTransforms {
  const jobs = new Map<string, Described>();
  const models = new Map<string, 'ours' | 'foreign'>();
  const logs = new Map<string, readonly string[]>();
  const lacking = new Map<string, number>();
  const created: TransformSpec[] = [];
  const stopped: string[] = [];
  const started = (name: string, tags: Described['tags']) => {
    jobs.set(name, { name, arn: `arn:aws:sagemaker:eu-west-1:123456789012:transform-job/${name}`, status: 'InProgress', tags });
  };
  return {
    created,
    stopped,
    models: () => [...models.keys()],
    change(name, change) {
      const job = jobs.get(name);
      if (job === undefined) throw new Error(`no transform job ${name}`);
      jobs.set(name, { ...job, ...change });
    },
    occupy: (name, tags = {}) => started(name, tags),
    occupyModel: (name) => void models.set(name, 'foreign'),
    lack: (instanceType, quota = 0) => void lacking.set(instanceType, quota),
    grant: (instanceType) => void lacking.delete(instanceType),
    log: (name, lines) => void logs.set(name, lines),
    async create(spec) {
      if (models.get(spec.name) === 'foreign') throw new TransformNameTakenError(spec.name);
      models.set(spec.name, 'ours');
      if (jobs.has(spec.name)) return 'exists';
      const quota = lacking.get(spec.instanceType);
      if (quota !== undefined) throw new CapacityError(limitReached(`${spec.instanceType} for transform job usage`, quota));
      created.push(spec);
      started(spec.name, { 'nacre:batch': spec.batch, 'nacre:project': spec.project, 'nacre:clean-sha256': spec.cleanSha256 });
      return 'created';
    },
    describe: async (name) => jobs.get(name),
    async stop(name) {
      stopped.push(name);
    },
    discardModel: async (name) => void models.delete(name),
    logTail: async (name, lines) => (logs.get(name) ?? []).slice(-lines),
  };
}
