import { answerTransform } from './answer-transform.ts';
import { nameScoring } from './batch-name.ts';
import { endBrokenScoring } from './end-broken-scoring.ts';
import { openBatches } from './open-batches.ts';
import type { Services } from './ports.ts';
import { readBatch, readUnscored } from './read-batch.ts';
import type { BatchRecord } from './records.ts';
import { type Repair, repaired } from './repaired.ts';
import { scoreAgain } from './score-again.ts';
import { openTransformOf } from './stop-transform.ts';

type Needed = Pick<Services, 'records' | 'scorings' | 'clock' | 'transforms' | 'tokens' | 'mails'>;
type LookedAfter = Readonly<Record<Repair, readonly string[]>>;

/** A project's batches: asks for what a registration asks for, opens what waits and is due, ends scorings whose execution is over and answers for transform jobs whose end was never told. */
export async function lookAfterBatches(project: string, services: Needed): Promise<LookedAfter> {
  await scoreAgain(project, services);
  const unscored = await readUnscored(project, services);
  if (unscored.length === 0) return { started: [], ended: [], answered: [] };
  const { started } = await openBatches(project, services);
  const looked = [];
  for (const { batch } of unscored) looked.push(await lookAfter(await readBatch({ project, batch }, services), services));
  return { started, ended: looked.flatMap(({ ended = [] }) => ended), answered: looked.flatMap(({ answered = [] }) => answered) };
}

async function lookAfter(record: BatchRecord, services: Needed): Promise<Partial<LookedAfter>> {
  const { batch, status } = record;
  if (status === 'Waiting' || status === 'Ended') return {};
  const execution = await services.scorings.describe(record);
  if (execution && OVER.has(execution.status)) {
    const { outcome = 'put back' } = await endBrokenScoring(record, execution, services);
    return repaired('ended', batch, `its execution is over, and nobody had told; it is ${outcome}`, services, nameScoring(record));
  }
  const waitedFor = status === 'Transforming' ? openTransformOf(record, record) : undefined;
  if (!waitedFor || (await answerTransform(waitedFor.job, services)).became !== 'answered') return {};
  return repaired('answered', batch, `${waitedFor.job} is over, and nobody had told`, services, waitedFor.job);
}

/** How an execution is over that did not record the end of its scoring itself. */
const OVER: ReadonlySet<string> = new Set(['FAILED', 'TIMED_OUT', 'ABORTED']);
