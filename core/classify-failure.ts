import type { Failure } from './records.ts';

/** What Catch hands over: for a function's error, Cause is JSON with its message; for an answered token it is text. */
export type Caught = { readonly Error: string; readonly Cause: string };

type Meaning = { readonly names: readonly string[]; readonly transient: boolean; readonly nextStep: string };

/** What each failure means for a run or a scoring: transient ones may pass by themselves, so the data is tried again without anybody asking. */
const MEANINGS: readonly Meaning[] = [
  {
    names: ['AlgorithmError'],
    transient: false,
    nextStep: 'Read the log lines, mend the model under training-image/models, push the image and upload the data again.',
  },
  {
    names: ['ClientError'],
    transient: false,
    nextStep: 'SageMaker could not use what the job was given; the cause names it: image, S3 data or permissions of the training role.',
  },
  { names: ['JobFailedError'], transient: false, nextStep: 'Read the cause and the job in the SageMaker console, then upload the data again.' },
  {
    names: ['CapacityError', 'CapacityExhaustedError', 'CapacityAwaitedError'],
    transient: true,
    nextStep:
      'Name further types in training.instanceTypes of project.yml (of a batch: scoring.instanceTypes), or ask AWS for a higher quota of those that it names.',
  },
  {
    names: ['ResourceLimitExceeded'],
    transient: true,
    nextStep: 'Ask AWS for a higher quota of this instance type, or name another one in training.instanceTypes of project.yml.',
  },
  { names: ['MaxRuntimeExceededError'], transient: false, nextStep: 'Raise training.maxRuntimeSeconds in project.yml, or train for fewer epochs.' },
  { names: ['TrainingStoppedError'], transient: false, nextStep: 'Upload the data again when you want it trained.' },
  {
    names: ['ImageNotFoundError'],
    transient: false,
    nextStep: 'Push the training image, or correct training.image in project.yml; then upload the data again.',
  },
  {
    names: ['JobNameTakenError'],
    transient: false,
    nextStep: 'Find out who started the job of that name, then upload the data again: the next run has another name.',
  },
  {
    names: ['EvaluationMalformedError', 'MetricMissingError'],
    transient: false,
    nextStep: 'Mend what the training code reports, push the image and upload the data again.',
  },
  {
    names: ['ExecutionTimedOut'],
    transient: false,
    nextStep: 'Read the execution history for the state that waited; raise its time limit or find out what it waited for.',
  },
  {
    names: ['TransformFailedError'],
    transient: false,
    nextStep: "Read the log lines of the model's server; mend it under training-image, push the image, train again and upload the batch again.",
  },
  { names: ['TransformStoppedError'], transient: false, nextStep: 'Upload the batch again when you want it scored.' },
  {
    names: ['TransformTooLongError'],
    transient: false,
    nextStep: 'Raise scoring.maxRuntimeSeconds in project.yml, or name a faster type in scoring.instanceTypes.',
  },
  {
    names: ['TransformNameTakenError'],
    transient: false,
    nextStep: 'Find out who made the job or model of that name and remove it; then upload the batch again: its scoring has another name.',
  },
  {
    names: ['PredictionsMismatchError'],
    transient: false,
    nextStep: "Mend the model's server under training-image so that it answers one line for each row, push the image, train again and upload the batch again.",
  },
  {
    names: ['ModelArtifactMissingError', 'ModelArtifactChangedError'],
    transient: false,
    nextStep: 'Restore the earlier version of the object in the artifacts bucket, or train again; then upload the batch again.',
  },
  {
    names: ['BaselineUnreadableError'],
    transient: false,
    nextStep: 'Restore the earlier version of the baseline in the artifacts bucket, or train again; then upload the batch again.',
  },
  { names: ['BatchGoneError'], transient: false, nextStep: 'Upload the file again if it is still to be scored.' },
  { names: ['RangeFileLostError'], transient: true, nextStep: 'Nothing, if it succeeds when it is tried again; otherwise upload the file again.' },
  { names: ['BatchNotRecorded'], transient: true, nextStep: 'Read the log of the function failBatch for what kept it from writing the records.' },
  { names: ['RunNotRecorded'], transient: true, nextStep: 'Read the log of the function failRun for what kept it from writing the records.' },
  {
    names: ['AccessDenied', 'AccessDeniedException', 'AccessDeniedError', 'Lambda.AccessDeniedException', 'States.Permissions', 'KMS.AccessDeniedException'],
    transient: false,
    nextStep: 'The role of the failing step lacks a permission; the cause names the action. Add it in serverless.yml and deploy.',
  },
];

/** AWS's own trouble, by the names that reach a state machine: SDK errors, Lambda's, and the network's. */
const PASSING =
  /^(States\.(Timeout|HeartbeatTimeout)|Sandbox\.Timedout|Runtime\.ExitError|Lambda\.\w+|InternalServerError|InternalFailure|InternalError|ServiceUnavailable\w*|ServiceException|SlowDown|TimeoutError|RequestTimeout\w*|NetworkingError|E(CONNRESET|CONNREFUSED|PIPE|TIMEDOUT|AI_AGAIN)|RecordsBusyError|RequestLimitExceeded|LimitExceededException|\w*Thrott\w*|TooManyRequests\w*|Transaction(Conflict|InProgress)Exception|ProvisionedThroughputExceededException)$/;

const AWAITED = 'Nothing, if it succeeds when it is tried again; otherwise look at the AWS health dashboard and the logs of the failing step.';
const UNKNOWN = 'Read the cause and the log of the failing step; when it is mended, upload the data again.';

/** Says what failed in words, whether trying again may help, and what somebody can do. */
export function classifyFailure(caught: Caught, logTail: readonly string[]): Failure {
  const { name, message } = inWords(caught);
  const silent = name === 'AlgorithmError' && SILENT_EXIT.exec(message)?.groups?.['code'];
  if (silent) return { class: name, logTail: [...logTail], transient: false, ...silentExit(silent) };
  const meaning = MEANINGS.find(({ names }) => names.includes(name));
  const transient = meaning?.transient ?? PASSING.test(name);
  return { class: name, cause: message, logTail: [...logTail], nextStep: meaning?.nextStep ?? (transient ? AWAITED : UNKNOWN), transient };
}

/** What SageMaker says of a training process that wrote nothing into /opt/ml/output/failure. */
const SILENT_EXIT = /^AlgorithmError:\s*,?\s*exit code: (?<code>\d+)$/i;
const KILLED = '137';

function silentExit(code: string): Pick<Failure, 'cause' | 'nextStep'> {
  if (code !== KILLED)
    return {
      cause: `The training process ended with exit code ${code} and left no reason.`,
      nextStep: 'Read the log lines; let the training code write what went wrong into /opt/ml/output/failure. Push the image and upload the data again.',
    };
  return {
    cause: 'The training process was killed (exit code 137), most often because it needed more memory than the machine has.',
    nextStep:
      'Name a type with more memory in training.instanceTypes of project.yml, or let the training code hold less at a time; then upload the data again.',
  };
}

function inWords({ Error: name, Cause: cause }: Caught): { readonly name: string; readonly message: string } {
  const message = (messageIn(cause) ?? cause) || 'no cause was given';
  return { name, message: message.length > LONGEST_CAUSE ? `${message.slice(0, LONGEST_CAUSE)} ...` : message };
}

const LONGEST_CAUSE = 2000;

/** A function's error is reported as JSON; its stack is for the logs. */
function messageIn(cause: string): string | undefined {
  try {
    const told: unknown = JSON.parse(cause);
    if (typeof told === 'object' && told !== null && 'errorMessage' in told && typeof told.errorMessage === 'string') return told.errorMessage;
  } catch {
    return undefined;
  }
  return undefined;
}
