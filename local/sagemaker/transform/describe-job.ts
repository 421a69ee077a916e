import type { Facts } from '../../plane.ts';
import type { TransformJob } from './transform-job.ts';

/** DescribeTransformJob's answer: the request, with what the service fills in. Tags are not part of it. */
export function describeJob(job: TransformJob): Facts {
  const { Tags: _, ...request } = job.request;
  return {
    ...request,
    ...transferOf(job),
    DataProcessing: { InputFilter: '$', OutputFilter: '$', JoinSource: 'None', ...request.DataProcessing },
    TransformJobArn: job.arn,
    TransformJobStatus: job.status,
    CreationTime: seconds(job.createdAt),
    ...(job.startedAt === undefined ? {} : { TransformStartTime: seconds(job.startedAt) }),
    ...endOf(job),
  };
}

/** One line of ListTransformJobs. */
export function summarizeJob(job: TransformJob): Facts {
  return {
    TransformJobName: job.name,
    TransformJobArn: job.arn,
    TransformJobStatus: job.status,
    CreationTime: seconds(job.createdAt),
    LastModifiedTime: seconds(job.modifiedAt),
    ...endOf(job),
  };
}

/** What comes in and goes out, as both the answer and the event tell it. */
export function transferOf({ request: { TransformInput, TransformOutput } }: TransformJob) {
  return {
    TransformInput: { CompressionType: 'None', SplitType: 'None', ...TransformInput },
    TransformOutput: { AssembleWith: 'None', KmsKeyId: '', ...TransformOutput },
  };
}

function endOf({ endedAt, failureReason }: TransformJob): Facts {
  return {
    ...(endedAt === undefined ? {} : { TransformEndTime: seconds(endedAt) }),
    ...(failureReason === undefined ? {} : { FailureReason: failureReason }),
  };
}

const seconds = (time: Date) => time.getTime() / 1000;
