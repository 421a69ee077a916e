/**
 * Every failure that the product expects, by a literal name: Step Functions matches `error.name`, and minifiers rename classes.
 * core/classify-failure.ts says of each what it means for a run or a scoring.
 */
export * from './capacity-errors.ts';
export * from './scoring-errors.ts';

/** An event, a state's input or a function's environment does not have the documented shape. */
export class InvalidEventError extends Error {
  override readonly name = 'InvalidEventError';
  readonly path: string;
  constructor(what: string, path: string, problem: string, options?: ErrorOptions) {
    super(`${what}: ${path} is not as documented: ${problem}`, options);
    this.path = path;
  }
}

/** A record that must be there is not: it was never written, or somebody removed it by hand. */
export class RecordMissingError extends Error {
  override readonly name = 'RecordMissingError';
  constructor(what: string) {
    super(`the records hold no ${what}; it was removed by hand or never written`);
  }
}

/** A record was written by a release that this one does not understand, or changed by hand. */
export class RecordUnreadableError extends Error {
  override readonly name = 'RecordUnreadableError';
  constructor(what: string, path: string, options?: ErrorOptions) {
    super(`the record of ${what} cannot be read: ${path} is not as documented in core/records.ts`, options);
  }
}

/** The table stayed busy with other transactions on the same records for longer than we wait. */
export class RecordsBusyError extends Error {
  override readonly name = 'RecordsBusyError';
}

/** A step of a run that is not the project's active one: it ended, or was ended by somebody else. The step changed nothing. */
export class RunNotActiveError extends Error {
  override readonly name = 'RunNotActiveError';
  readonly run: string;
  constructor(run: string) {
    super(`run ${run} is not its project's active run any more; this step changed nothing`);
    this.run = run;
  }
}

/** A run reached its end without a verdict and without a registered model. */
export class RunUndecidedError extends Error {
  override readonly name = 'RunUndecidedError';
  constructor(run: string) {
    super(`run ${run} came to its end with neither a verdict nor a registered model; report this, with the run's audit trail`);
  }
}

/** A version was judged before the run that made it could say so in its record: the event is to be told again. */
export class ModelNotRecordedError extends Error {
  override readonly name = 'ModelNotRecordedError';
  constructor(arn: string, run: string) {
    super(`run ${run} has not yet recorded that it registered ${arn}; the judgement is looked at again when its event comes again`);
  }
}

/** The project's training image does not exist in the registry. */
export class ImageNotFoundError extends Error {
  override readonly name = 'ImageNotFoundError';
  constructor(repository: string, tag: string, digest?: string) {
    super(`there is no image ${repository}${digest === undefined ? `:${tag}` : `@${digest}`}; push it, or name another in training.image of project.yml`);
  }
}

/** Somebody else's training job carries the name that this run needs. */
export class JobNameTakenError extends Error {
  override readonly name = 'JobNameTakenError';
  constructor(job: string) {
    super(`the training job ${job} exists and does not belong to this run; nothing was started`);
  }
}

/** A training job failed for a reason outside SageMaker's four failure classes. */
export class JobFailedError extends Error {
  override readonly name = 'JobFailedError';
  constructor(job: string, reason: string) {
    super(`training job ${job} failed: ${reason}`);
  }
}

/** A training job was ended by its time limit: what it left behind is half trained. */
export class MaxRuntimeExceededError extends Error {
  override readonly name = 'MaxRuntimeExceededError';
  constructor(job: string) {
    super(`training job ${job} reached its time limit; raise training.maxRuntimeSeconds in project.yml or train for less long`);
  }
}

/** Somebody wants the run ended: the state that waits for its job goes on to FinishRun. */
export class RunCancelledError extends Error {
  override readonly name = 'RunCancelledError';
  constructor(run: string) {
    super(`run ${run} was cancelled; its record says by whom and why`);
  }
}

/** Somebody stopped a training job. */
export class TrainingStoppedError extends Error {
  override readonly name = 'TrainingStoppedError';
  constructor(job: string) {
    super(`training job ${job} was stopped before its end`);
  }
}

/** evaluation.json is absent from the job's output or is not of the documented form. */
export class EvaluationMalformedError extends Error {
  override readonly name = 'EvaluationMalformedError';
  constructor(job: string, problem: string, options?: ErrorOptions) {
    super(`the evaluation.json of training job ${job} cannot be used: ${problem}; training-image/train writes one as it must be`, options);
  }
}

/** The job ended well but did not report a metric that a threshold needs. */
export class MetricMissingError extends Error {
  override readonly name = 'MetricMissingError';
  readonly metric: string;
  readonly reported: readonly string[];
  constructor(metric: string, reported: readonly string[]) {
    super(
      `the training job reported no "${metric}" (it reported: ${reported.join(', ') || 'nothing'}); print it as "metric ${metric}=<number>" or drop the threshold`,
    );
    this.metric = metric;
    this.reported = reported;
  }
}

/** SES will never take this mail: the address is malformed, blocked or not verified. */
export class MailRefusedError extends Error {
  override readonly name = 'MailRefusedError';
}

/** A run has ended, and the function that was about to create its job may still do so: the job cannot be stopped before it is there. */
export class JobMayBeginError extends Error {
  override readonly name = 'JobMayBeginError';
  constructor(job: string) {
    super(`the training job ${job} is not there and may still be created; it is looked for again in a few minutes, and stopped`);
  }
}

/** Mails of an outcome could not be sent now; the outcome itself is recorded and they stay in the outbox. */
export class MailNotSentError extends Error {
  override readonly name = 'MailNotSentError';
  constructor(outcomeOf: string, count: number, options?: ErrorOptions) {
    super(`${count} of the mails about ${outcomeOf} could not be sent; they stay in the outbox and are sent later`, options);
  }
}

/** A large file is read in several steps, and what one of them must have left for the next is not there, or not of the form that this release knows. */
export class RangeFileLostError extends Error {
  override readonly name = 'RangeFileLostError';
  constructor(key: string, options?: ErrorOptions) {
    super(`${key} in the artifacts bucket was removed by hand or written by another release; the file must be read again from the beginning`, options);
  }
}

/** Some projects or outboxes could not be looked after, or the figures of the round not published; the next round tries again. */
export class ReconcileIncompleteError extends Error {
  override readonly name = 'ReconcileIncompleteError';
  readonly reasons: readonly string[];
  constructor(left: readonly { readonly name: string; readonly error: unknown }[]) {
    super(`could not look after ${[...new Set(left.map(({ name }) => name))].join(', ')}; the next round tries again`, { cause: left[0]?.error });
    this.reasons = [...new Set(left.map(({ name, error }) => `${name}: ${error instanceof Error ? error.message : error}`))];
  }
}

/** Somebody commands a project that was never applied. */
export class UnknownProjectError extends Error {
  override readonly name = 'UnknownProjectError';
  constructor(project: string) {
    super(`there is no project ${project}; apply its project.yml first, or correct the name`);
  }
}

/** Only a run that failed or was cancelled can be tried again. */
export class RunNotRetriableError extends Error {
  override readonly name = 'RunNotRetriableError';
  constructor(run: string, outcome: string | undefined) {
    super(
      `run ${run} cannot be tried again: ${outcome === undefined ? 'there is no ended run of that name' : `it ended as ${outcome}`}; request a new run instead`,
    );
  }
}
