import { answerJob } from './answer-job.ts';
import { parseScoringName } from './batch-name.ts';
import { endIfOver } from './end-if-over.ts';
import { ReconcileIncompleteError } from './errors.ts';
import { goRound, type Look } from './go-round.ts';
import { lookAfterBatches } from './look-after-batches.ts';
import { lookAfterModels } from './look-after-models.ts';
import type { Figure } from './monitoring-ports.ts';
import { openRun } from './open-run.ts';
import type { Services } from './ports.ts';
import { findBatch } from './read-batch.ts';
import { findRun, readRun } from './read-record.ts';
import type { RunRecord } from './records.ts';
import { type Repair, repaired } from './repaired.ts';
import { parseRunName } from './run-name.ts';
import { sendMails } from './send-mails.ts';
import { stopTraining } from './stop-training.ts';
import { stopTransform } from './stop-transform.ts';

type Needed = Pick<
  Services,
  'records' | 'executions' | 'scorings' | 'clock' | 'ids' | 'mails' | 'links' | 'jobs' | 'transforms' | 'tokens' | 'registry' | 'metrics'
>;

/** What one round found to do: runs and scorings started or ended, jobs whose end and models whose judgement nobody had told, outboxes looked through. `oldestOpenRunSeconds` is 0 where none is open; for what is `unvisited` the time was over. */
export type Reconciled = {
  readonly started: readonly string[];
  readonly ended: readonly string[];
  readonly answered: readonly string[];
  readonly judged: readonly string[];
  readonly outboxes: number;
  readonly unvisited: number;
  readonly oldestOpenRunSeconds: number;
};

/**
 * Goes round every few minutes for what a process left undone that died, or was never told: starts what was opened and not started, opens what has become due,
 * ends runs and scorings whose execution is over, answers for jobs that are over, stops those of cancelled runs, heeds judgements of models, sends mails that are still pending.
 * It never ends what goes on. Each repair stands in the audit trail of what was repaired; the round itself is two figures, which alarms watch.
 */
export async function reconcile(groupPrefix: string, services: Needed): Promise<Reconciled> {
  const projects = await services.records.query('PROJECTS', '');
  const outboxes = await services.records.query('OUTBOX', '');
  const looks = [
    ...projects.flatMap(({ sk }) => looksAfter(String(sk), groupPrefix, services)),
    ...outboxes.map(({ sk }) => ({ name: String(sk), look: () => completeOutcome(String(sk), services) })),
  ];
  const { done, left, unvisited } = await goRound(looks, services);

  const found = (what: Repair) => done.flatMap((seen) => seen[what] ?? []);
  const repaired = { started: found('started'), ended: found('ended'), answered: found('answered'), judged: found('judged') };
  const oldestOpenRunSeconds = Math.max(0, ...done.map(({ openSeconds = 0 }) => openSeconds));
  const figures: readonly Figure[] = [
    { name: 'OldestOpenRunSeconds', unit: 'Seconds', value: oldestOpenRunSeconds },
    { name: 'Repairs', unit: 'Count', value: Object.values(repaired).flat().length },
  ];
  const unpublished = await services.metrics.put(figures).then(
    () => [],
    (error: unknown) => [{ name: 'the figures of the round', error }],
  );
  if (left.length + unpublished.length > 0) throw new ReconcileIncompleteError([...left, ...unpublished]);
  return { ...repaired, outboxes: outboxes.length, unvisited, oldestOpenRunSeconds };
}

type Seen = Partial<Record<Repair, readonly string[]>> & { readonly openSeconds?: number };

const looksAfter = (name: string, groupPrefix: string, services: Needed): readonly Look<Seen>[] => [
  { name, look: () => lookAfterRun(name, groupPrefix, services) },
  { name, look: () => lookAfterModels(name, groupPrefix, services) },
  { name, look: () => lookAfterBatches(name, services) },
];

/** Either a run is to be started, or one is at work: then its execution may be over, or the job that it waits for, and nobody was told. */
async function lookAfterRun(project: string, groupPrefix: string, services: Needed): Promise<Seen> {
  const { run, started, execution } = await openRun(project, services);
  if (run === undefined) return {};
  const record = await readRun({ project, run }, services);
  const arn = execution ?? record.execution;
  const { outcome } = arn === undefined ? {} : await endIfOver(arn, groupPrefix, services);
  if (outcome) return repaired('ended', run, `its execution is over, and nobody had told; it is ${outcome}`, services);
  const openSeconds = (services.clock.now().getTime() - Date.parse(record.openedAt)) / 1000;
  if (started) return { openSeconds, ...(await repaired('started', run, 'it was due, or had been opened and perhaps not started', services)) };
  return { openSeconds, ...(await answerFor(record, services)) };
}

/** The end of a job may stand in the record without its token being answered: whoever wrote it died, or Step Functions could not be reached. */
async function answerFor({ run, status, attempts, cancelled }: RunRecord, services: Needed): Promise<Seen> {
  const last = attempts.at(-1);
  if (last && last.status === undefined && cancelled) await services.jobs.stop(last.job);
  if (!last || !WAITING.has(status)) return {};
  if (last.status === 'NotStarted') return {};
  const { became } = await answerJob(last.job, services);
  return became === 'answered' ? repaired('answered', run, `${last.job} is over, and nobody had told`, services, last.job) : {};
}

/** What a run is while a state of its execution waits for a job. */
const WAITING: ReadonlySet<RunRecord['status']> = new Set(['Training', 'Trained']);

/** An outbox that is still there tells that whoever ended the run or the scoring may have died before he could stop its job. */
async function completeOutcome(outcomeOf: string, services: Needed): Promise<Seen> {
  const scoring = parseScoringName(outcomeOf);
  const run = { project: parseRunName(outcomeOf)?.project ?? '', run: outcomeOf };
  if (scoring && (await findBatch(scoring, services))) await stopTransform(scoring, services);
  else if (run.project !== '' && (await findRun(run, services))) await stopTraining(run, services);
  await sendMails(outcomeOf, services);
  return {};
}
