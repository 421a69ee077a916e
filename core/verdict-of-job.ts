import { JobFailedError, MaxRuntimeExceededError, TrainingStoppedError } from './errors.ts';
import type { TrainingJob } from './ports.ts';

/** SageMaker's own failure classes, by which a failure reason begins; the state machine retries two of them. */
const CLASSES = ['AlgorithmError', 'CapacityError', 'ClientError', 'InternalServerError'];

/** What the state that waits for a job is told of its end. */
export type JobVerdict = 'completed' | { readonly error: string; readonly cause: string };

/** How a job that is over counts. Only Completed is success: a job that was stopped, by a person or by its time limit, left a half-trained model. */
export function verdictOfJob({ name, status, secondaryStatus, failureReason = '' }: TrainingJob): JobVerdict {
  if (status === 'Completed') return 'completed';
  if (status === 'Stopped') return failureOf(secondaryStatus === 'MaxRuntimeExceeded' ? new MaxRuntimeExceededError(name) : new TrainingStoppedError(name));
  const [prefix = ''] = failureReason.split(':', 1);
  return CLASSES.includes(prefix) ? { error: prefix, cause: failureReason } : failureOf(new JobFailedError(name, failureReason || 'SageMaker gave no reason'));
}

export const failureOf = ({ name, message }: Error) => ({ error: name, cause: message });
