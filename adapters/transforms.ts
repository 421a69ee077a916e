import {
  CreateModelCommand,
  CreateTransformJobCommand,
  DeleteModelCommand,
  DescribeModelCommand,
  DescribeTransformJobCommand,
  type DescribeTransformJobResponse,
  SageMakerClient,
  StopTransformJobCommand,
} from '@aws-sdk/client-sagemaker';
import { TransformNameTakenError } from '../core/errors.ts';
import type { TransformJob, TransformSpec, Transforms } from '../core/ports.ts';
import { isValidation, tagsOf, takenOrCreated, unlessValidation } from './jobs.ts';
import { cloudWatchLogTail } from './log-tail.ts';
import { PATIENT } from './patient.ts';
import { modelRequest, type TransformSettings, transformRequest } from './transform-request.ts';

/** A function that only watches jobs gives no settings, and can create none. */
export function sagemakerTransforms(settings?: TransformSettings, client = new SageMakerClient(PATIENT), logTail = cloudWatchLogTail('transform')): Transforms {
  return {
    async create(spec) {
      if (!settings) throw new TypeError(`transform job ${spec.name} cannot be created by a function that has no role and key to give to it`);
      await createModel(client, spec, settings);
      return takenOrCreated(client.send(new CreateTransformJobCommand(transformRequest(spec, settings))));
    },
    describe: (name) => describe(client, name),
    stop: (name) => unlessValidation(client.send(new StopTransformJobCommand({ TransformJobName: name }))),
    discardModel: (name) => unlessValidation(client.send(new DeleteModelCommand({ ModelName: name }))),
    logTail,
  };
}

/** SageMaker takes no second model of a name: an earlier try of ours left the same one, anybody else's another. */
async function createModel(client: SageMakerClient, spec: TransformSpec, settings: TransformSettings): Promise<void> {
  try {
    await client.send(new CreateModelCommand(modelRequest(spec, settings)));
  } catch (error) {
    if (!isValidation(error) || !/already exist/i.test(error.message)) throw error;
    const { PrimaryContainer } = await client.send(new DescribeModelCommand({ ModelName: spec.name }));
    const same = PrimaryContainer?.Image === spec.image && PrimaryContainer.ModelDataUrl === spec.modelArtifacts;
    if (!same) throw new TransformNameTakenError(spec.name, { cause: error });
  }
}

async function describe(client: SageMakerClient, name: string): ReturnType<Transforms['describe']> {
  const answer = await describedIfThere(client, name);
  if (answer?.TransformJobArn === undefined) return undefined;
  return { ...jobFrom(answer, name, answer.TransformJobArn), tags: await tagsOf(client, answer.TransformJobArn) };
}

async function describedIfThere(client: SageMakerClient, name: string): Promise<DescribeTransformJobResponse | undefined> {
  try {
    return await client.send(new DescribeTransformJobCommand({ TransformJobName: name }));
  } catch (error) {
    if (isValidation(error)) return undefined;
    throw error;
  }
}

function jobFrom(answer: DescribeTransformJobResponse, name: string, arn: string): TransformJob {
  const { TransformStartTime: start, TransformEndTime: end, FailureReason: failureReason } = answer;
  const known = (['InProgress', 'Completed', 'Failed', 'Stopping', 'Stopped'] as const).find((one) => one === answer.TransformJobStatus);
  return {
    ...{ name, arn, status: known ?? 'InProgress' },
    ...(failureReason ? { failureReason } : {}),
    ...(start && end ? { seconds: Math.round((end.getTime() - start.getTime()) / 1000) } : {}),
    ...(end ? { endedAt: end.toISOString() } : {}),
  };
}
