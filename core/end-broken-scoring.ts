import type { BatchIdentity } from './batch-name.ts';
import { nameScoring } from './batch-name.ts';
import { endBatch } from './end-batch.ts';
import { endOfExecution, isBroken } from './end-of-execution.ts';
import type { Executions, Services, Transforms } from './ports.ts';
import { findBatch } from './read-batch.ts';
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
  if (!record || !isBroken(execution)) return { batch };
  if (record.status === 'Ended' || record.attempt !== identity.attempt) {
    await stopTransform(identity, services);
    return { batch };
  }
  const end = await endOfExecution(execution, { on: 'scoring', to: 'scored' }, () => lastTransformLines(identity, record, services));
  const { outcome } = await endBatch(identity, { ...end, who: WHO }, services);
  await stopTransform(identity, services);
  await sendMails(nameScoring(identity), services);
  return { batch, ...(outcome && { outcome }) };
}
