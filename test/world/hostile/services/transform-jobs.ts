import type { TransformSpec, Transforms } from '../../../../core/ports.ts';
import type { InMemoryArtifacts } from '../../in-memory-storage.ts';
import type { InMemoryTransforms } from '../../in-memory-transforms.ts';
import { CourseOfJobs, type End, type Settings, type SimulatedJob } from './course-of-jobs.ts';

const ENDS: readonly [End, ...End[]] = [
  { status: 'Failed', failureReason: 'AlgorithmError: See job logs for more information' },
  { status: 'Failed', failureReason: 'ClientError: Too many objects failed' },
  { status: 'Failed', failureReason: 'CapacityError: Unable to provision requested ML compute capacity.' },
  { status: 'Failed', failureReason: 'InternalServerError: We encountered an internal error. Please try again.' },
  { status: 'Stopped' },
];

type Options = Settings & { readonly artifacts: InMemoryArtifacts };

export type SimulatedTransforms = ReturnType<typeof simulatedTransforms>;

/** SageMaker's transform jobs and their models behind their port: a job answers each line that it is sent. */
export function simulatedTransforms(memory: InMemoryTransforms, options: Options) {
  const { artifacts, chance, courseOf } = options;
  const course = new CourseOfJobs<TransformSpec>(
    {
      usual: [1, 1, 30, 300, 1800, 4 * 3600],
      ends: ENDS,
      event: (name, status) => ({ detailType: 'SageMaker Transform Job State Change', detail: { TransformJobName: name, TransformJobStatus: status } }),
      stopping: (name) => memory.change(name, { status: 'Stopping' }),
      leave: (job, end) => {
        if (end.status === 'Completed') answer(job);
        const { spec, createdAt, endedAt = 0 } = job;
        const seconds = Math.round((endedAt - createdAt) / 1000);
        const { status, failureReason } = end;
        return () => memory.change(spec.name, { status, seconds, endedAt: new Date(endedAt).toISOString(), ...(failureReason && { failureReason }) });
      },
    },
    options,
  );
  /** Now and then a model's server swallows a line. */
  const answer = ({ spec }: SimulatedJob<TransformSpec>) => {
    const sent = String(artifacts.objects.get(spec.input.slice(artifacts.uri('').length)) ?? '').split('\n');
    const answered = sent.slice(0, -1).map((line) => `${line.length}.5\n`);
    artifacts.place(`${spec.output}clean.csv.out`, Buffer.from((!courseOf && chance.happens(0.05) ? answered.slice(1) : answered).join('')));
  };
  const port: Transforms = {
    ...memory,
    async create(spec) {
      const quota = course.jobs.has(spec.name) ? undefined : course.exhaustedQuota;
      if (quota === undefined) memory.grant(spec.instanceType);
      else memory.lack(spec.instanceType, quota);
      const became = await memory.create(spec);
      if (became === 'created') course.begin(spec);
      return became;
    },
    stop: async (name) => course.stop(name, 'asked to stop'),
  };
  return { course, port, models: memory.models };
}
