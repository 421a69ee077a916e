import { answerTransform } from './answer-transform.ts';
import { openBatches } from './open-batches.ts';
import type { Services } from './ports.ts';
import { readBatch, readUnscored } from './read-batch.ts';
import { scoreAgain } from './score-again.ts';
import { openTransformOf } from './stop-transform.ts';

type Needed = Pick<Services, 'records' | 'scorings' | 'clock' | 'transforms' | 'tokens'>;

/** A project's batches: asks for what a registration asks for, opens what waits and is due, answers for transform jobs whose end was never told. */
export async function lookAfterBatches(
  project: string,
  services: Needed,
): Promise<{ readonly started: readonly string[]; readonly answered: readonly string[] }> {
  await scoreAgain(project, services);
  const { started } = await openBatches(project, services);
  const answered: string[] = [];
  for (const { batch } of await readUnscored(project, services)) {
    const record = await readBatch({ project, batch }, services);
    const waitedFor = record.status === 'Transforming' ? openTransformOf(record, record) : undefined;
    if (waitedFor && (await answerTransform(waitedFor.job, services)).became === 'answered') answered.push(waitedFor.job);
  }
  return { started, answered };
}
