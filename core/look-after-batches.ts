import { answerTransform } from './answer-transform.ts';
import { nameScoring } from './batch-name.ts';
import { endBrokenScoring } from './end-broken-scoring.ts';
import { openBatches } from './open-batches.ts';
import type { Services } from './ports.ts';
import { readBatch, readUnscored } from './read-batch.ts';
import type { BatchRecord } from './records.ts';
import { type Repair, repaired } from './repaired.ts';
import { scoreAgain } from './score-again.ts';
import { jobsOfAttempt } from './stop-transform.ts';

type Needed = Pick<Services, 'records' | 'scorings' | 'executions' | 'clock' | 'transforms' | 'tokens' | 'mails' | 'links'>;
/** Names of the executions that were started, of those whose end nobody had told, and of the jobs that were answered for. */
type LookedAfter = Readonly<Record<Repair, readonly string[]>>;

/** A project's batches: asks for what a registration asks for, opens what waits and is due, ends those whose execution is over, answers for transform jobs whose end was never told. */
export async function lookAfterBatches(project: string, services: Needed): Promise<LookedAfter> {
  await scoreAgain(project, services);
  const unscored = await readUnscored(project, services);
  if (unscored.length === 0) return { started: [], ended: [], answered: [] };
  const { started } = await openBatches(project, services);
  const looked = [];
  for (const { batch } of unscored) {
    const record = await readBatch({ project, batch }, services);
    looked.push((await endIfOver(record, services)) ?? (await answerFor(record, services)));
  }
  const ended = looked.flatMap((each) => each.ended ?? []);
  return { started: started.filter((name) => !ended.includes(name)), ended, answered: looked.flatMap((each) => each.answered ?? []) };
}

/** A scoring that was only opened is started again under its name: whatever became of its execution, the answer says which that is. */
async function endIfOver(record: BatchRecord, services: Needed): Promise<Partial<LookedAfter> | undefined> {
  const { project, batch, attempt, status } = record;
  if (status === 'Waiting' || status === 'Ended') return undefined;
  const execution = status === 'Opened' ? await services.scorings.start({ project, batch, attempt }) : record.execution;
  if (execution === undefined) return undefined;
  const described = await services.executions.describe(execution);
  if (described.status === 'RUNNING' || described.status === 'SUCCEEDED') return undefined;
  const { outcome = 'put back' } = await endBrokenScoring({ project, batch, attempt }, described, services);
  return repaired('ended', batch, `its execution is over, and nobody had told; it is ${outcome}`, services, nameScoring(record));
}

/** What a scoring is while a state of its execution waits for a job. The job's end may stand in the record without its token being answered: whoever wrote it died. */
const WAITING: ReadonlySet<BatchRecord['status']> = new Set(['Transforming', 'Transformed']);

async function answerFor(record: BatchRecord, services: Needed): Promise<Partial<LookedAfter>> {
  const last = WAITING.has(record.status) ? jobsOfAttempt(record, record).at(-1) : undefined;
  const job = last?.status === 'NotStarted' ? undefined : last?.job;
  if (job === undefined || (await answerTransform(job, services)).became !== 'answered') return {};
  return repaired('answered', record.batch, `${job} is over, and nobody had told`, services, job);
}
