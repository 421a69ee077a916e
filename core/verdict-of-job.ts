import { JobFailedError, MaxRuntimeExceededError, TrainingStoppedError } from './errors.ts';
import type { TrainingJob } from './ports.ts';

/** SageMaker's own failure classes, by which a failure reason begins; the state machine retries two of them. */
const CLASSES = ['AlgorithmError', 'CapacityError', 'ClientError', 'InternalServerError'];

/** What the state that waits for a job is told of its end. */
export type JobVerdict = 'completed' | { readonly error: string; readonly cause: string };

/** How a job that is over counts. Only Completed is success: a job that was stopped, by a person or by its time limit, left a half-trained model. */
export function verdictOfJob(job: TrainingJob): JobVerdict {
  const { name, status } = job;
  if (status === 'Completed') return 'completed';
  const reason = reasonOf(job);
  const [prefix = ''] = (reason ?? '').split(':', 1);
  if (CLASSES.includes(prefix)) return { error: prefix, cause: reason ?? '' };
  if (status === 'Stopped') return failureOf(job.secondaryStatus === 'MaxRuntimeExceeded' ? new MaxRuntimeExceededError(name) : new TrainingStoppedError(name));
  return failureOf(new JobFailedError(name, reason ?? 'SageMaker gave no reason'));
}

/** Spot capacity that never came is a lack of capacity like any other: the next attempt takes the next instance type and goes on from the checkpoint. */
export function reasonOf({ name, secondaryStatus, failureReason }: TrainingJob): string | undefined {
  if (secondaryStatus !== 'MaxWaitTimeExceeded') return failureReason;
  return `CapacityError: training job ${name} waited for spot capacity as long as training.spot.maxWaitSeconds allows`;
}

export const failureOf = ({ name, message }: Error): { readonly error: string; readonly cause: string } => ({ error: name, cause: message });
