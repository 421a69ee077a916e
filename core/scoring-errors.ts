import type { ObjectVersion } from './run-record.ts';

/** Every failure of a scoring that the product expects, as core/errors.ts holds those of runs. */

/** A step of a scoring that is over, or was put back for another attempt: the step changed nothing. */
export class ScoringEndedError extends Error {
  override readonly name = 'ScoringEndedError';
  constructor(batch: string, attempt: number) {
    super(`attempt ${attempt} at ${batch} is not the current one any more, or the scoring is over; this step changed nothing`);
  }
}

/** A scoring reached its end without a verdict and without a result. */
export class ScoringUndecidedError extends Error {
  override readonly name = 'ScoringUndecidedError';
  constructor(batch: string) {
    super(`${batch} came to its end with neither a verdict nor a result; report this, with the audit trail of the batch`);
  }
}

/** The reigning model's model.tar.gz is not where the job that trained it left it. */
export class ModelArtifactMissingError extends Error {
  override readonly name = 'ModelArtifactMissingError';
  constructor(run: string, uri: string) {
    super(`the model of run ${run} is gone: nothing stands at ${uri}; no job was started`);
  }
}

/** The reigning model's model.tar.gz is not the one that was judged and registered. */
export class ModelArtifactChangedError extends Error {
  override readonly name = 'ModelArtifactChangedError';
  constructor(run: string, uri: string) {
    super(`the model of run ${run} at ${uri} is not the one that was registered: its sha256 differs; no job was started`);
  }
}

/** A baseline that the reigning run names stands there and is not of the documented form. */
export class BaselineUnreadableError extends Error {
  override readonly name = 'BaselineUnreadableError';
  constructor(uri: string, options?: ErrorOptions) {
    super(`the baseline ${uri} cannot be read: it is no JSON of the documented form`, options);
  }
}

/** A transform job ended with another number of predictions than it was sent rows, so none can be told to belong to a row. */
export class PredictionsMismatchError extends Error {
  override readonly name = 'PredictionsMismatchError';
  constructor(job: string, counts: { readonly sent: number; readonly answered: string }) {
    super(`transform job ${job} was sent ${counts.sent} rows and answered ${counts.answered} lines: the model's server must answer one line for each row`);
  }
}

/** The exact version that was checked was deleted before its rows could be joined with their predictions. */
export class BatchGoneError extends Error {
  override readonly name = 'BatchGoneError';
  constructor(key: string, versionId: string) {
    super(`version ${versionId} of ${key} was deleted while it was being scored`);
  }
}

/** A transform job failed: the model's server did not start, did not answer, or answered an error. */
export class TransformFailedError extends Error {
  override readonly name = 'TransformFailedError';
  constructor(job: string, reason: string) {
    super(`transform job ${job} failed: ${reason}`);
  }
}

/** Somebody stopped a transform job: what it had scored is not kept. */
export class TransformStoppedError extends Error {
  override readonly name = 'TransformStoppedError';
  constructor(job: string) {
    super(`transform job ${job} was stopped before its end`);
  }
}

/** A transform job took longer than the project allows; SageMaker itself sets such jobs no limit. */
export class TransformTooLongError extends Error {
  override readonly name = 'TransformTooLongError';
  constructor(job: string, seconds: number) {
    super(`transform job ${job} was still at work after ${seconds} seconds`);
  }
}

/** Somebody else's transform job or model carries the name that this scoring needs. */
export class TransformNameTakenError extends Error {
  override readonly name = 'TransformNameTakenError';
  constructor(job: string, options?: ErrorOptions) {
    super(`a transform job or model ${job} exists and does not belong to this scoring; nothing was started`, options);
  }
}

/** A version that was deleted after it was chosen. */
export class VersionGoneError extends Error {
  override readonly name = 'VersionGoneError';
  readonly object: ObjectVersion;
  constructor(object: ObjectVersion) {
    super(`version ${object.versionId} of ${object.key} is gone`);
    this.object = object;
  }
}
