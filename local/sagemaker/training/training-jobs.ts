import type { Facts } from '../../plane.ts';
import { JobBook } from '../jobs/job-book.ts';
import type { JobOptions } from '../jobs/surroundings.ts';
import type { Part } from '../part.ts';
import { admitJob } from './admit-job.ts';
import { checkRequest } from './check-request.ts';
import { describeJob } from './describe-job.ts';
import { jobEvent } from './job-event.ts';
import { listJobs } from './list-jobs.ts';
import { runTraining } from './run-job.ts';
import { TrainingJob } from './training-job.ts';

/** SageMaker's training jobs as real processes. */
export function createTrainingJobs(options: JobOptions) {
  const jobs = new JobBook<TrainingJob>('training');
  return {
    kind: 'training-job',
    actions: {
      CreateTrainingJob: (input) => create(jobs, input, options),
      DescribeTrainingJob: (input) => describeJob(jobs.find(input['TrainingJobName'])),
      ListTrainingJobs: (input) => listJobs(jobs.all, input),
      StopTrainingJob: (input) => jobs.stop(input['TrainingJobName']),
    },
    tagged: (name) => jobs.find(name),
    instances: jobs.instances,
    close: () => jobs.close(),
  } satisfies Part & { readonly instances: unknown };
}

async function create(jobs: JobBook<TrainingJob>, input: Facts, options: JobOptions): Promise<Facts> {
  const { settings, publish, tell } = options;
  const request = checkRequest(input);
  const { TrainingJobName: name, ResourceConfig: resources } = request;
  jobs.checkRoom(name, resources.InstanceType);
  const { session, image } = await admitJob(request, options);
  jobs.checkRoom(name, resources.InstanceType);
  const arn = `arn:aws:sagemaker:${settings.region}:${settings.account}:training-job/${name}`;
  const job = new TrainingJob(request, arn, (changed) => publish(jobEvent(changed)));
  const run = { ...options, kind: 'training', session, hasCapacity: (type: string) => jobs.instances.take(type) } as const;
  jobs.start(job, () => runTraining(job, image, run), tell);
  return { TrainingJobArn: arn };
}
