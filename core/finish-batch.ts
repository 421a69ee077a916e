import type { BatchStep } from '../events/batch-step.ts';
import { type BatchEnded, endBatch } from './end-batch.ts';
import { ScoringUndecidedError } from './errors.ts';
import { decidedOutcome } from './judge-batch.ts';
import type { Services } from './ports.ts';
import { type Published, publishDrift } from './publish-drift.ts';
import { readBatch } from './read-batch.ts';

type Needed = Pick<Services, 'records' | 'clock' | 'metrics'>;

/** The end of every scoring that came to a judgement or a result. What is published of drift afterwards may be published twice, and counts once. */
export async function finishBatch(step: BatchStep, services: Needed): Promise<BatchEnded & Partial<Published>> {
  const record = await readBatch(step, services);
  const outcome = decidedOutcome(record);
  if (outcome === undefined && record.status !== 'Ended') throw new ScoringUndecidedError(step.batch);
  const ended = await endBatch(step, { outcome: outcome ?? 'Cancelled', who: 'finishBatch' }, services);
  return ended.outcome === undefined ? ended : { ...ended, ...(await publishDrift(await readBatch(step, services), services)) };
}
