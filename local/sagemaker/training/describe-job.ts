import type { Facts } from '../../plane.ts';
import { splitS3Uri } from '../jobs/s3-uri.ts';
import type { TrainingJob } from './training-job.ts';

/** DescribeTrainingJob's answer. Tags are not part of it; figures are single floats, as the service keeps them. */
export function describeJob(job: TrainingJob): Facts {
  const { Tags: _, CheckpointConfig, ...request } = job.request;
  const metrics = [...job.metrics.values()].map(({ name, value, at }) => ({ MetricName: name, Value: Math.fround(value), Timestamp: seconds(at) }));
  return {
    EnableNetworkIsolation: false,
    EnableInterContainerTrafficEncryption: false,
    EnableManagedSpotTraining: false,
    ...request,
    ...(CheckpointConfig === undefined ? {} : { CheckpointConfig: { LocalPath: '/opt/ml/checkpoints', ...CheckpointConfig } }),
    InputDataConfig: channelsOf(job),
    OutputDataConfig: { KmsKeyId: '', CompressionType: 'GZIP', ...job.request.OutputDataConfig },
    ...timesOf(job),
    TrainingJobArn: job.arn,
    TrainingJobStatus: job.status,
    SecondaryStatus: job.secondary,
    ModelArtifacts: { S3ModelArtifacts: modelUri(job) },
    SecondaryStatusTransitions: job.transitions.map(({ status, message, from, to }) => ({
      Status: status,
      StartTime: seconds(from),
      ...(to === undefined ? {} : { EndTime: seconds(to) }),
      StatusMessage: message,
    })),
    ...(metrics.length > 0 ? { FinalMetricDataList: metrics } : {}),
    ...(job.failureReason === undefined ? {} : { FailureReason: job.failureReason }),
  };
}

/** One line of ListTrainingJobs. */
export function summarizeJob(job: TrainingJob): Facts {
  return {
    TrainingJobName: job.name,
    TrainingJobArn: job.arn,
    CreationTime: seconds(job.createdAt),
    LastModifiedTime: seconds(job.modifiedAt),
    ...(job.endedAt === undefined ? {} : { TrainingEndTime: seconds(job.endedAt) }),
    TrainingJobStatus: job.status,
    SecondaryStatus: job.secondary,
  };
}

/** Channels with what the service fills in. */
export function channelsOf(job: TrainingJob): readonly Facts[] {
  return (job.request.InputDataConfig ?? []).map((channel) => ({ CompressionType: 'None', RecordWrapperType: 'None', ...channel }));
}

/** Where output lies: `<S3OutputPath>/<job>/output`. */
export function outputUri({ request, name }: Pick<TrainingJob, 'request' | 'name'>): string {
  const { bucket, prefix } = splitS3Uri(request.OutputDataConfig.S3OutputPath);
  return ['s3:/', bucket, prefix.replace(/\/+$/, ''), name, 'output'].filter((part) => part !== '').join('/');
}

/** The address is known before there is anything behind it. */
export function modelUri(job: Pick<TrainingJob, 'request' | 'name'>): string {
  return `${outputUri(job)}/model${job.request.OutputDataConfig.CompressionType === 'NONE' ? '/' : '.tar.gz'}`;
}

function timesOf({ createdAt, modifiedAt, startedAt, endedAt }: TrainingJob): Facts {
  const billed = startedAt && endedAt ? Math.max(1, Math.round((endedAt.getTime() - startedAt.getTime()) / 1000)) : undefined;
  return {
    CreationTime: seconds(createdAt),
    LastModifiedTime: seconds(modifiedAt),
    ...(startedAt === undefined ? {} : { TrainingStartTime: seconds(startedAt) }),
    ...(endedAt === undefined ? {} : { TrainingEndTime: seconds(endedAt) }),
    ...(billed === undefined ? {} : { TrainingTimeInSeconds: billed, BillableTimeInSeconds: billed }),
  };
}

const seconds = (time: Date) => time.getTime() / 1000;
