import type { EventBus } from '../../plane.ts';
import { transferOf } from './describe-job.ts';
import type { TransformJob } from './transform-job.ts';

/** `SageMaker Transform Job State Change` as EventBridge carries it: times in milliseconds, the strategy in capitals. */
export function jobEvent(job: TransformJob): Parameters<EventBus['publish']>[0] {
  const { limits, request, createdAt, startedAt, endedAt } = job;
  return {
    source: 'aws.sagemaker',
    detailType: 'SageMaker Transform Job State Change',
    resources: [job.arn],
    detail: {
      TransformJobName: job.name,
      TransformJobArn: job.arn,
      TransformJobStatus: job.status,
      ...(job.failureReason === undefined ? {} : { FailureReason: job.failureReason }),
      ModelName: request.ModelName,
      MaxConcurrentTransforms: limits.concurrent,
      MaxPayloadInMB: limits.payloadMB,
      BatchStrategy: limits.strategy,
      Environment: request.Environment ?? {},
      ...transferOf(job),
      TransformResources: request.TransformResources,
      CreationTime: createdAt.getTime(),
      ...(startedAt === undefined ? {} : { TransformStartTime: startedAt.getTime() }),
      ...(endedAt === undefined ? {} : { TransformEndTime: endedAt.getTime() }),
      Tags: Object.fromEntries(job.tags),
    },
  };
}
