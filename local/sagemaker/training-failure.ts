/** Why a job ends as Failed, in the words of DescribeTrainingJob: a class, a colon, the cause, at most 1,024 characters. */
export class TrainingFailure extends Error {
  override readonly name = 'TrainingFailure';
  constructor(kind: 'AlgorithmError' | 'CapacityError' | 'ClientError' | 'InternalServerError', text: string, options?: ErrorOptions) {
    super(`${kind}: ${text}`.slice(0, 1024), options);
  }
}

export const lackOfCapacity = () =>
  new TrainingFailure('CapacityError', 'Unable to provision requested ML compute capacity. Please retry using a different ML instance type.');

export const internalError = (cause: unknown) => new TrainingFailure('InternalServerError', 'We encountered an internal error. Please try again.', { cause });

/** The failure file's beginning and the exit code; without a file only the code. */
export function algorithmError(failure: string, exitCode: number): TrainingFailure {
  const end = `, exit code: ${exitCode}`;
  return new TrainingFailure('AlgorithmError', `${failure.slice(0, 1024 - 'AlgorithmError: '.length - end.length)}${end}`);
}

/** What S3 answered while data was downloaded or artifacts were uploaded. */
export function storageFailure(what: 'Data download failed' | 'Artifact upload failed', uri: string, cause: unknown): TrainingFailure {
  const text = cause instanceof Error ? `${cause.name}: ${cause.message}` : String(cause);
  const failed = what === 'Data download failed' ? `Failed to download data. Error for ${uri}: ${text}` : `Failed to upload ${uri}. ${text}`;
  return new TrainingFailure('ClientError', `${what}:${failed}`, { cause });
}
