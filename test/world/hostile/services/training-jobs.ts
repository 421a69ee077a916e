import { CapacityError } from '../../../../core/errors.ts';
import type { Jobs, TrainingJobSpec } from '../../../../core/ports.ts';
import type { InMemoryJobs } from '../../in-memory-sagemaker.ts';
import type { InMemoryArtifacts } from '../../in-memory-storage.ts';
import { limitReached } from '../../limit-reached.ts';
import { CourseOfJobs, type End, type Settings, type SimulatedJob } from './course-of-jobs.ts';

const HOUR = 3600;
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

type Options = Settings & { readonly artifacts: InMemoryArtifacts; readonly outputs: Outputs };

export type SimulatedTraining = ReturnType<typeof simulatedTraining>;

/** SageMaker's training jobs behind their port. */
export function simulatedTraining(memory: InMemoryJobs, options: Options) {
  const { artifacts, outputs, chance } = options;
  const course = new CourseOfJobs<TrainingJobSpec>(
    {
      usual: [2, 2, 60, 60, 600, 600, HOUR, 4 * HOUR],
      ends: ENDS,
      event: (name, status) => ({ detailType: 'SageMaker Training Job State Change', detail: { TrainingJobName: name, TrainingJobStatus: status } }),
      stopping: (name) => memory.change(name, { status: 'Stopping', secondaryStatus: 'Stopping' }),
      leave: (job, end) => {
        const described = describedEnd(job, end);
        return () => memory.change(job.spec.name, described);
      },
    },
    options,
  );
  /** A job that was stopped leaves what it had by then, which may look like any other model. */
  const describedEnd = ({ spec, createdAt, endedAt = 0 }: SimulatedJob<TrainingJobSpec>, end: End) => {
    const times = { seconds: Math.round((endedAt - createdAt) / 1000), endedAt: new Date(endedAt).toISOString() };
    if (end.status === 'Failed') return { secondaryStatus: end.status, ...end, ...times };
    const folder = artifacts.uri(`${spec.project}/jobs/${spec.name}/output`);
    artifacts.place(`${folder}/output.tar.gz`, end.status === 'Stopped' || chance.happens(0.85) ? outputs.good : outputs.poor);
    artifacts.place(`${folder}/model.tar.gz`, Buffer.from(spec.name));
    return { secondaryStatus: end.status, ...end, ...times, modelArtifacts: `${folder}/model.tar.gz`, finalMetrics: { rmse: 1 } };
  };
  const port: Jobs = {
    async create(spec) {
      if (course.jobs.has(spec.name)) return 'exists';
      const quota = course.exhaustedQuota;
      if (quota !== undefined) throw new CapacityError(limitReached(`${spec.instanceType} for training job usage`, quota));
      await memory.create(spec);
      course.begin(spec);
      return 'created';
    },
    describe: memory.describe,
    stop: async (name) => course.stop(name, 'asked to stop'),
    logTail: memory.logTail,
  };
  return { course, port };
}
