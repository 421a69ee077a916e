import { splitS3Uri } from './s3-uri.ts';

/** Why a job ends as Failed, in the words of DescribeTrainingJob: a class, a colon, the cause, at most 1,024 characters. */
export class JobFailure extends Error {
  override readonly name = 'JobFailure';
  constructor(kind: 'AlgorithmError' | 'CapacityError' | 'ClientError' | 'InternalServerError', text: string, options?: ErrorOptions) {
    super(`${kind}: ${text}`.slice(0, 1024), options);
  }
}

export const lackOfCapacity = () =>
  new JobFailure('CapacityError', 'Unable to provision requested ML compute capacity. Please retry using a different ML instance type.');

export const internalError = (cause: unknown) => new JobFailure('InternalServerError', 'We encountered an internal error. Please try again.', { cause });

/** The failure file's beginning and the exit code; without a file only the code. */
export function algorithmError(failure: string, exitCode: number): JobFailure {
  const end = `, exit code: ${exitCode}`;
  return new JobFailure('AlgorithmError', `${failure.slice(0, 1024 - 'AlgorithmError: '.length - end.length)}${end}`);
}

/** What S3 answered while data was downloaded or artifacts were uploaded. */
export function storageFailure(what: 'Data download failed' | 'Artifact upload failed', uri: string, cause: unknown): JobFailure {
  const text = cause instanceof Error ? `${cause.name}: ${cause.message}` : String(cause);
  const failed = what === 'Data download failed' ? `Failed to download data. Error for ${uri}: ${text}` : `Failed to upload ${uri}. ${text}`;
  return new JobFailure('ClientError', `${what}:${failed}`, { cause });
}

/** There is nothing to work on, or the role may not see it: S3 does not say which. */
export function noObjects(uri: string, { roleArn, region }: { readonly roleArn: string; readonly region: string }): JobFailure {
  return new JobFailure(
    'ClientError',
    `Data download failed:No S3 objects found under S3 URL "${uri}" given in input data source. Please ensure that the bucket exists in the selected region (${region}), that objects exist under that S3 prefix, and that the role "${roleArn}" has "s3:ListBucket" permissions on bucket "${splitS3Uri(uri).bucket}".`,
  );
}
