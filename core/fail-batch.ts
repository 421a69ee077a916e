import type { FailedBatchStep } from '../events/batch-step.ts';
import { type Caught, classifyFailure } from './classify-failure.ts';
import { type BatchEnded, endBatch } from './end-batch.ts';
import { TransformTooLongError } from './errors.ts';
import type { Services, Transforms } from './ports.ts';
import { readBatch } from './read-batch.ts';
import type { BatchRecord } from './records.ts';
import { lastTransformLines, openTransformOf, stopTransform } from './stop-transform.ts';

type Needed = Pick<Services, 'records' | 'clock'> & { readonly transforms: Pick<Transforms, 'stop' | 'discardModel' | 'logTail'> };

/** The end of an attempt in which something technical went wrong: classified, with the last lines of the model's server. A job that still runs is stopped once the outcome is safe. */
export async function failBatch({ error, ...identity }: FailedBatchStep, services: Needed): Promise<BatchEnded> {
  const record = await readBatch(identity, services);
  const failure = classifyFailure(meant(error, record, services.clock.now()), await lastTransformLines(identity, record, services));
  const ended = await endBatch(identity, { outcome: 'Failed', failure, who: 'failBatch' }, services);
  await stopTransform(identity, services);
  return ended;
}

/** A state that waited in vain for a job that is still at work: SageMaker sets transform jobs no limit, so we do. */
function meant(caught: Caught, record: BatchRecord, now: Date): Caught {
  const running = openTransformOf(record, record);
  if (caught.Error !== 'States.Timeout' || record.status !== 'Transforming' || !running) return caught;
  const seconds = Math.round((now.getTime() - Date.parse(running.startedAt)) / 1000);
  const { name, message } = new TransformTooLongError(running.job, seconds);
  return { Error: name, Cause: message };
}
