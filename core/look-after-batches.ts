import { answerTransform } from './answer-transform.ts';
import { nameScoring } from './batch-name.ts';
import { endBrokenScoring } from './end-broken-scoring.ts';
import { openBatch } from './open-batches.ts';
import type { Services } from './ports.ts';
import { readBatch, readUnscored } from './read-batch.ts';
import { findProject } from './read-record.ts';
import type { BatchRecord, ProjectRecord } from './records.ts';
import { type Repair, repaired } from './repaired.ts';
import { scoreAgain } from './score-again.ts';
import { jobsOfAttempt } from './stop-transform.ts';

type Needed = Pick<Services, 'records' | 'scorings' | 'clock' | 'transforms' | 'tokens' | 'mails' | 'links'>;
/** Names of the executions that were started, of those whose end nobody had told, and of the jobs that were answered for. */
type LookedAfter = Partial<Record<Repair, readonly string[]>>;

/** A project's batches: asks for what a registration asks for, opens what waits and is due, starts what was opened and never started, ends those whose execution is over, answers for transform jobs whose end was never told. */
export async function lookAfterBatches(project: string, services: Needed): Promise<LookedAfter> {
  await scoreAgain(project, services);
  const unscored = await readUnscored(project, services);
  const reigning = unscored.length > 0 ? (await findProject(project, services))?.reigning : undefined;
  const looked: LookedAfter[] = [];
  for (const { batch } of unscored) looked.push(await lookAfter(await readBatch({ project, batch }, services), reigning, services));
  const found = (repair: Repair) => looked.flatMap((each) => each[repair] ?? []);
  return { started: found('started'), ended: found('ended'), answered: found('answered') };
}

/** The execution is asked for by its name: that of a scoring that was only opened stands in no record. */
async function lookAfter(record: BatchRecord, reigning: ProjectRecord['reigning'], services: Needed): Promise<LookedAfter> {
  if (record.status === 'Ended') return {};
  if (record.status === 'Waiting') return reigning ? openWaiting(record, reigning, services) : {};
  const execution = await services.scorings.find(record);
  if (!execution) return record.status === 'Opened' ? start(record, services) : {};
  if (execution.status === 'RUNNING' || execution.status === 'SUCCEEDED') return answerFor(record, services);
  const { outcome = 'put back' } = await endBrokenScoring(record, execution, services);
  return repaired('ended', record.batch, `its execution is over, and nobody had told; it is ${outcome}`, services, nameScoring(record));
}

async function openWaiting(record: BatchRecord, reigning: NonNullable<ProjectRecord['reigning']>, services: Needed): Promise<LookedAfter> {
  const { started } = await openBatch(record, reigning, services);
  return started.length > 0 ? repaired('started', record.batch, 'it was due, and nobody had opened it', services, nameScoring(record)) : {};
}

async function start(record: BatchRecord, services: Needed): Promise<LookedAfter> {
  await services.scorings.start(record);
  return repaired('started', record.batch, 'it had been opened and not started', services, nameScoring(record));
}

/** What a scoring is while a state of its execution waits for a job. The job's end may stand in the record without its token being answered: whoever wrote it died. */
const WAITING: ReadonlySet<BatchRecord['status']> = new Set(['Transforming', 'Transformed']);

async function answerFor(record: BatchRecord, services: Needed): Promise<LookedAfter> {
  const last = WAITING.has(record.status) ? jobsOfAttempt(record, record).at(-1) : undefined;
  const job = last?.status === 'NotStarted' ? undefined : last?.job;
  if (job === undefined || (await answerTransform(job, services)).became !== 'answered') return {};
  return repaired('answered', record.batch, `${job} is over, and nobody had told`, services, job);
}
