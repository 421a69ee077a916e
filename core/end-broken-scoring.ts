import type { BatchIdentity } from './batch-name.ts';
import { nameScoring } from './batch-name.ts';
import { classifyFailure } from './classify-failure.ts';
import { type BatchEnd, endBatch } from './end-batch.ts';
import type { Executions, Services, Transforms } from './ports.ts';
import { findBatch } from './read-batch.ts';
import type { BatchRecord } from './records.ts';
import { sendMails } from './send-mails.ts';
import { lastTransformLines, stopTransform } from './stop-transform.ts';

type Needed = Pick<Services, 'records' | 'clock' | 'mails' | 'links'> & { readonly transforms: Pick<Transforms, 'stop' | 'discardModel' | 'logTail'> };
type Execution = Awaited<ReturnType<Executions['describe']>>;

const WHO = 'onExecutionEnded';

export type BrokenScoring = { readonly batch: string; readonly outcome?: string };

/** Ends the attempt whose execution is over without having recorded it, and sends its mails. An attempt that is over keeps its outcome, but no job. */
export async function endBrokenScoring(identity: BatchIdentity, execution: Execution, services: Needed): Promise<BrokenScoring> {
  const { batch } = identity;
  const record = await findBatch(identity, services);
  if (!record || !['FAILED', 'TIMED_OUT', 'ABORTED'].includes(execution.status)) return { batch };
  if (record.status === 'Ended' || record.attempt !== identity.attempt) {
    await stopTransform(identity, services);
    return { batch };
  }
  const { outcome } = await endBatch(identity, await endOf(identity, execution, record, services), services);
  await stopTransform(identity, services);
  await sendMails(nameScoring(identity), services);
  return { batch, ...(outcome && { outcome }) };
}

async function endOf(identity: BatchIdentity, { status, error, cause }: Execution, record: BatchRecord, services: Needed): Promise<BatchEnd> {
  if (status === 'ABORTED') return { outcome: 'Cancelled', verdict: aborted(cause), who: WHO };
  const caught =
    status === 'TIMED_OUT'
      ? { Error: 'ExecutionTimedOut', Cause: 'the execution reached its time limit in Step Functions' }
      : { Error: error ?? 'States.Runtime', Cause: cause ?? '' };
  return { outcome: 'Failed', failure: classifyFailure(caught, await lastTransformLines(identity, record, services)), who: WHO };
}

function aborted(cause: string | undefined) {
  return {
    outcome: 'Cancelled' as const,
    reason: 'The scoring was aborted in Step Functions.',
    details: cause ? [`Given cause: ${cause}`] : [],
    nextStep: 'Upload the file again when you want it scored.',
  };
}
