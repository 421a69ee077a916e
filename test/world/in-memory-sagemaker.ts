import type { Jobs, JudgedPackage, ModelPackageSpec, Registry, TrainingJob, TrainingJobSpec } from '../../core/ports.ts';

export interface InMemoryJobs extends Jobs {
  /** Every job that was created, oldest first. */
  readonly created: readonly TrainingJobSpec[];
  readonly stopped: readonly string[];
  /** Changes what Describe says; `status` alone is enough for an end like any other. */
  change(name: string, change: Partial<Described>): void;
  /** A job that somebody else made under this name. */
  occupy(name: string, tags?: Readonly<Record<string, string>>): void;
  log(name: string, lines: readonly string[]): void;
}

type Described = TrainingJob & { readonly tags: Readonly<Record<string, string>> };

export function inMemoryJobs(artifactsUri: (key: string) => string): InMemoryJobs {
  const jobs = new Map<string, Described>();
  const logs = new Map<string, readonly string[]>();
  const created: TrainingJobSpec[] = [];
  const stopped: string[] = [];
  const started = (name: string, instanceType: string, project: string, tags: Described['tags']) => {
    const arn = `arn:aws:sagemaker:eu-west-1:123456789012:training-job/${name}`;
    const output = artifactsUri(`${project}/jobs/${name}/output/output.tar.gz`);
    jobs.set(name, { name, arn, status: 'InProgress', secondaryStatus: 'Starting', output, instanceType, finalMetrics: {}, tags });
  };
  return {
    created,
    stopped,
    change(name, change) {
      const job = jobs.get(name);
      if (job === undefined) throw new Error(`no job ${name}`);
      jobs.set(name, { ...job, ...change });
    },
    occupy: (name, tags = {}) => void started(name, 'ml.m5.large', 'foreign', tags),
    log: (name, lines) => void logs.set(name, lines),
    async create(spec) {
      if (jobs.has(spec.name)) return 'exists';
      created.push(spec);
      started(spec.name, spec.instanceType, spec.project, tagsOf(spec));
      return 'created';
    },
    describe: async (name) => jobs.get(name),
    async stop(name) {
      stopped.push(name);
    },
    logTail: async (name, lines) => (logs.get(name) ?? []).slice(-lines),
  };
}

const tagsOf = (spec: TrainingJobSpec) => ({ 'nacre:run': spec.run, 'nacre:project': spec.project, 'nacre:snapshot': spec.snapshotSha256 });

type KeptPackage = Omit<ModelPackageSpec, 'approval'> & JudgedPackage;

export interface InMemoryRegistry extends Registry {
  readonly groups: ReadonlyMap<string, string>;
  readonly packages: readonly KeptPackage[];
  /** What a person does in the registry. */
  judge(arn: string, approval: JudgedPackage['approval'], by?: Pick<JudgedPackage, 'who' | 'why'>): void;
}

/** As SageMaker does, the same client token answers the version it made before. */
export function inMemoryRegistry(): InMemoryRegistry {
  const groups = new Map<string, string>();
  const packages: KeptPackage[] = [];
  const answer = ({ arn, version, approval }: KeptPackage) => ({ arn, version, approval });
  return {
    groups,
    packages,
    judge(arn, approval, by = {}) {
      packages.splice(0, packages.length, ...packages.map((each) => (each.arn === arn ? { ...each, approval, ...by } : each)));
    },
    async ensureGroup(group, description) {
      if (!groups.has(group)) groups.set(group, description);
    },
    describePackage: async (arn) => packages.find((each) => each.arn === arn),
    approvedPackages: async (group) =>
      packages
        .filter((each) => each.group === group && each.approval === 'Approved')
        .map(({ arn }) => arn)
        .reverse(),
    async createPackage(spec) {
      const before = packages.find(({ group, clientToken }) => group === spec.group && clientToken === spec.clientToken);
      if (before !== undefined) return answer(before);
      if (!groups.has(spec.group)) throw new Error(`no model package group ${spec.group}`);
      const version = 1 + packages.filter(({ group }) => group === spec.group).length;
      const arn = `arn:aws:sagemaker:eu-west-1:123456789012:model-package/${spec.group}/${version}`;
      const made = { ...spec, arn, version, run: spec.clientToken };
      packages.push(made);
      return answer(made);
    },
  };
}
