import { answerTransform } from './answer-transform.ts';
import { openBatches } from './open-batches.ts';
import type { Services } from './ports.ts';
import { readBatch, readUnscored } from './read-batch.ts';
import type { BatchRecord } from './records.ts';
import { scoreAgain } from './score-again.ts';
import { jobsOfAttempt } from './stop-transform.ts';

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
    const waitedFor = WAITING.has(record.status) ? jobsOfAttempt(record, record).at(-1) : undefined;
    if (waitedFor && (await answerTransform(waitedFor.job, services)).became === 'answered') answered.push(waitedFor.job);
  }
  return { started, answered };
}

/** What a scoring is while a state of its execution waits for a job. The job's end may stand in the record without its token being answered: whoever wrote it died. */
const WAITING: ReadonlySet<BatchRecord['status']> = new Set(['Transforming', 'Transformed']);
