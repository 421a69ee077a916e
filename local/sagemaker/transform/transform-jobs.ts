import type { Facts } from '../../plane.ts';
import { JobBook } from '../jobs/job-book.ts';
import { splitS3Uri } from '../jobs/s3-uri.ts';
import { assumeRole, findBucket, type JobOptions } from '../jobs/surroundings.ts';
import { listPage } from '../list-page.ts';
import type { Models } from '../models/models.ts';
import type { Part } from '../part.ts';
import { checkRequest } from './check-request.ts';
import { describeJob, summarizeJob } from './describe-job.ts';
import { jobEvent } from './job-event.ts';
import { runTransform } from './run-job.ts';
import { TransformJob } from './transform-job.ts';

export type TransformOptions = JobOptions & {
  readonly models: Pick<Models, 'find'>;
  /** How long a server may take to answer its first ping; SageMaker gives it 30 minutes. */
  readonly pingSeconds: number;
};

/** SageMaker's batch transform jobs: the image's own server as a real process. */
export function createTransformJobs(options: TransformOptions) {
  const jobs = new JobBook<TransformJob>('transform');
  return {
    kind: 'transform-job',
    actions: {
      CreateTransformJob: (input) => create(jobs, input, options),
      DescribeTransformJob: (input) => describeJob(jobs.find(input['TransformJobName'])),
      ListTransformJobs: (input) => listPage(jobs.all, input, { member: 'TransformJobSummaries', summarize: summarizeJob, order: 'Descending' }),
      StopTransformJob: (input) => jobs.stop(input['TransformJobName']),
    },
    tagged: (name) => jobs.find(name),
    instances: jobs.instances,
    close: () => jobs.close(),
  } satisfies Part & { readonly instances: unknown };
}

async function create(jobs: JobBook<TransformJob>, input: Facts, options: TransformOptions): Promise<Facts> {
  const { settings, publish, tell } = options;
  const request = checkRequest(input);
  const { TransformJobName: name, TransformResources: resources, TransformOutput: output } = request;
  jobs.checkRoom(name, resources.InstanceType);
  const model = options.models.find(request.ModelName);
  const session = assumeRole(model.roleArn, options);
  await findBucket(splitS3Uri(output.S3OutputPath).bucket, options);
  jobs.checkRoom(name, resources.InstanceType);
  const arn = `arn:aws:sagemaker:${settings.region}:${settings.account}:transform-job/${name}`;
  const job = new TransformJob(request, { arn, model, onChange: (changed) => publish(jobEvent(changed)) });
  const run = { ...options, kind: 'transform', session, hasCapacity: (type: string) => jobs.instances.take(type) } as const;
  jobs.start(job, () => runTransform(job, run), tell);
  return { TransformJobArn: arn };
}
