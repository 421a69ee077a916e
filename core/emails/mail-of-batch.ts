import type { BatchRecord } from '../records.ts';
import { batchFooter, batchSection } from './batch-facts.ts';
import { type Mail, mailsTo } from './letter.ts';

/** A batch before any model: said once, and scored without being asked for again. */
export function mailOfWaiting({ batch, owners }: { readonly batch: BatchRecord; readonly owners: readonly string[] }): readonly Mail[] {
  return mailsTo(owners, {
    subject: `${batch.project}: a batch waits for a model`,
    tone: 'neutral',
    headline: `A batch of ${batch.project} waits for a model`,
    opening: 'It is recorded and will be scored as soon as a model is registered and approved.',
    sections: [batchSection(batch)],
    nextStep: `If no training is on its way, upload data under ${batch.project}/datasets/. The batch need not be uploaded again.`,
    footer: batchFooter(batch),
  });
}
