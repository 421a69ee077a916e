import type { EventBus } from '../../plane.ts';
import { channelsOf, modelUri } from './describe-job.ts';
import type { TrainingJob } from './training-job.ts';

/** `SageMaker Training Job State Change` as EventBridge carries it: times in milliseconds, no metrics, no environment. */
export function jobEvent(job: TrainingJob): Parameters<EventBus['publish']>[0] {
  const { AlgorithmSpecification, OutputDataConfig, ResourceConfig, StoppingCondition, RoleArn, HyperParameters = {} } = job.request;
  return {
    source: 'aws.sagemaker',
    detailType: 'SageMaker Training Job State Change',
    resources: [job.arn],
    detail: {
      TrainingJobName: job.name,
      TrainingJobArn: job.arn,
      TrainingJobStatus: job.status,
      SecondaryStatus: job.secondary,
      ...(job.failureReason === undefined ? {} : { FailureReason: job.failureReason }),
      HyperParameters,
      AlgorithmSpecification: { TrainingImage: AlgorithmSpecification.TrainingImage, TrainingInputMode: AlgorithmSpecification.TrainingInputMode },
      RoleArn,
      InputDataConfig: channelsOf(job),
      OutputDataConfig: { KmsKeyId: '', ...OutputDataConfig },
      ResourceConfig,
      VpcConfig: job.request['VpcConfig'] ?? {},
      StoppingCondition,
      ModelArtifacts: { S3ModelArtifacts: modelUri(job) },
      ...timesOf(job),
      SecondaryStatusTransitions: job.transitions.map(({ status, message, from, to }) => ({
        Status: status,
        StartTime: from.getTime(),
        ...(to === undefined ? {} : { EndTime: to.getTime() }),
        StatusMessage: message,
      })),
      Tags: Object.fromEntries(job.tags),
    },
  };
}

function timesOf({ createdAt, modifiedAt, startedAt, endedAt }: TrainingJob): Readonly<Record<string, number>> {
  return {
    CreationTime: createdAt.getTime(),
    ...(startedAt === undefined ? {} : { TrainingStartTime: startedAt.getTime() }),
    ...(endedAt === undefined ? {} : { TrainingEndTime: endedAt.getTime() }),
    LastModifiedTime: modifiedAt.getTime(),
  };
}
