import { setTimeout as pause } from 'node:timers/promises';
import type { BatchRecord } from '../core/records.ts';
import { type BatchStory, findBatch, findBatchStory, mailsOfBatch } from './batches.ts';
import { CommandError } from './command-error.ts';
import type { Tell } from './follow.ts';
import type { Target } from './target.ts';

const POLL_MS = 400;
const TAKEN_WITHIN_MS = 60_000;

/** Follows a scoring to its outcome, telling each step. A batch that waits for a model is answered as it stands: nobody knows for how long. */
export async function followBatch(target: Target, name: string, tell: Tell): Promise<BatchStory> {
  const began = Date.now();
  let told = '';
  for (;;) {
    const batch = await findBatch(target, name);
    if (!batch && Date.now() - began > TAKEN_WITHIN_MS) {
      const hint = '`nacre logs acceptBatch` shows what it said, `nacre events` where the event went.';
      throw new CommandError(`No function has taken the batch within ${TAKEN_WITHIN_MS / 1000} s. ${hint}`);
    }
    const now = batch ? sentenceOf(batch) : told;
    if (now !== told) tell(`${((Date.now() - began) / 1000).toFixed(0).padStart(4)} s  ${name}  ${now}`);
    told = now;
    if (batch && (await isSettled(target, batch))) return findBatchStory(target, name);
    await pause(POLL_MS);
  }
}

/** Its outcome stands and its mails are sent or refused; or a mail says that nothing will happen until a model is registered. */
async function isSettled(target: Target, batch: BatchRecord): Promise<boolean> {
  if (batch.outcome === undefined && !waitsForModel(batch)) return false;
  const mails = await mailsOfBatch(target, batch);
  return (batch.outcome !== undefined || mails.length > 0) && mails.every(({ status }) => status === 'sent' || status === 'refused');
}

/** `Waiting` without a time is waiting for a model. */
export const waitsForModel = ({ status, notBefore }: BatchRecord): boolean => status === 'Waiting' && notBefore === undefined;

function sentenceOf(batch: BatchRecord): string {
  if (batch.outcome) return batch.outcome;
  const job = batch.jobs.at(-1);
  const sentences = {
    Waiting: batch.notBefore ? `put off until ${batch.notBefore}` : 'waiting for a model to be registered',
    Opened: `opened, scored by model version ${batch.model?.modelPackage.version ?? ''}; checking the rows`,
    Checked: `checked: ${batch.checked?.rows ?? 0} rows, ${batch.checked?.badRows ?? 0} set aside`,
    Transforming: `transform job ${job?.job ?? ''} on ${job?.instanceType ?? ''}`,
    Transformed: 'transformed, joining the predictions to their rows',
    Collected: `${batch.result?.rows ?? 0} predictions collected`,
    Ended: 'ended',
  };
  return sentences[batch.status];
}
