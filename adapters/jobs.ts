import {
  CreateTrainingJobCommand,
  DescribeTrainingJobCommand,
  type DescribeTrainingJobResponse,
  ListTagsCommand,
  ResourceInUse,
  ResourceLimitExceeded,
  SageMakerClient,
  StopTrainingJobCommand,
} from '@aws-sdk/client-sagemaker';
import { CapacityError } from '../core/errors.ts';
import type { Jobs, TrainingJob } from '../core/ports.ts';
import { cloudWatchLogTail } from './log-tail.ts';
import { PATIENT } from './patient.ts';
import { type JobSettings, trainingJobRequest } from './training-job-request.ts';

/** A function that only watches jobs gives no settings, and can create none. */
export function sagemakerJobs(settings?: JobSettings, client = new SageMakerClient(PATIENT), logTail = cloudWatchLogTail('training')): Jobs {
  return {
    async create(spec) {
      if (!settings) throw new TypeError(`job ${spec.name} cannot be created by a function that has no role and key to give to it`);
      return takenOrCreated(client.send(new CreateTrainingJobCommand(trainingJobRequest(spec, settings))));
    },
    describe: (name) => describe(client, name),
    stop: (name) => unlessValidation(client.send(new StopTrainingJobCommand({ TrainingJobName: name }))),
    logTail,
  };
}

export async function takenOrCreated(sent: Promise<unknown>): Promise<'created' | 'exists'> {
  try {
    await sent;
    return 'created';
  } catch (error) {
    if (error instanceof ResourceInUse) return 'exists';
    if (error instanceof ResourceLimitExceeded) throw new CapacityError(error.message, { cause: error });
    throw error;
  }
}

async function describe(client: SageMakerClient, name: string): ReturnType<Jobs['describe']> {
  const answer = await describedIfThere(client, name);
  if (answer?.TrainingJobArn === undefined) return undefined;
  return { ...jobFrom(answer, name, answer.TrainingJobArn), tags: await tagsOf(client, answer.TrainingJobArn) };
}

export async function tagsOf(client: SageMakerClient, ResourceArn: string): Promise<Readonly<Record<string, string>>> {
  const { Tags = [] } = await client.send(new ListTagsCommand({ ResourceArn }));
  return Object.fromEntries(Tags.map(({ Key = '', Value = '' }) => [Key, Value]));
}

/** SageMaker calls a missing job a ValidationException; our names are never invalid otherwise. */
async function describedIfThere(client: SageMakerClient, name: string): Promise<DescribeTrainingJobResponse | undefined> {
  try {
    return await client.send(new DescribeTrainingJobCommand({ TrainingJobName: name }));
  } catch (error) {
    if (isValidation(error)) return undefined;
    throw error;
  }
}

function jobFrom(answer: DescribeTrainingJobResponse, name: string, arn: string): TrainingJob {
  const model = answer.ModelArtifacts?.S3ModelArtifacts;
  const folder = answer.OutputDataConfig?.S3OutputPath?.replace(/\/$/, '') ?? '';
  return {
    name,
    arn,
    status: statusFrom(answer.TrainingJobStatus),
    secondaryStatus: answer.SecondaryStatus ?? '',
    output: `${folder}/${name}/output/output.tar.gz`,
    instanceType: answer.ResourceConfig?.InstanceType ?? '',
    finalMetrics: Object.fromEntries((answer.FinalMetricDataList ?? []).map(({ MetricName = '', Value = Number.NaN }) => [MetricName, Value])),
    ...(answer.FailureReason ? { failureReason: answer.FailureReason } : {}),
    ...(model ? { modelArtifacts: model } : {}),
    ...(answer.TrainingTimeInSeconds === undefined ? {} : { seconds: answer.TrainingTimeInSeconds }),
    ...(answer.TrainingEndTime === undefined ? {} : { endedAt: answer.TrainingEndTime.toISOString() }),
  };
}

/** A job that is being deleted will never end otherwise: whoever waits for it is told that it was stopped. */
function statusFrom(status: string | undefined): TrainingJob['status'] {
  const known = (['InProgress', 'Completed', 'Failed', 'Stopping', 'Stopped'] as const).find((one) => one === status);
  return known ?? (status === 'Deleting' ? 'Stopped' : 'InProgress');
}

/** A job that is missing or over is a ValidationException, and so is a model that is gone: there is nothing left to do. */
export async function unlessValidation(sent: Promise<unknown>): Promise<void> {
  try {
    await sent;
  } catch (error) {
    if (!isValidation(error)) throw error;
  }
}

export const isValidation = (error: unknown): error is Error => error instanceof Error && error.name === 'ValidationException';
