import { PassThrough, type Writable } from 'node:stream';
import type { CheckStep } from '../events/batch-step.ts';
import { advanceBatch } from './advance-batch.ts';
import { unchanged } from './advance-run.ts';
import { allOrNone } from './all-or-none.ts';
import { batchKey, CLEAN } from './batch-files.ts';
import { batchFindings } from './batch-findings.ts';
import { compareBatch } from './compare-batch.ts';
import { RecordMissingError, ScoringEndedError } from './errors.ts';
import { judgeBatch, supersededBy } from './judge-batch.ts';
import { refusalOfGone, refusalOfUnreadable } from './judge-dataset.ts';
import { openVersion, VersionGoneError } from './open-version.ts';
import type { Item, Services } from './ports.ts';
import { setAsideByColumn } from './quality/drift/read-baseline.ts';
import { DatasetUnreadableError } from './quality/errors.ts';
import type { PreparedBatch } from './quality/prepare-batch.ts';
import type { Contract, Source } from './quality/prepared.ts';
import { readBatch } from './read-batch.ts';
import { readProjectRecord, readRun } from './read-record.ts';
import type { BatchRecord, CheckedBatch, ScoringModel, Verdict } from './records.ts';
import { scoringContract } from './scoring-contract.ts';
import { DEFAULT_SCORING } from './scoring-settings.ts';
import { newerThan } from './watermark.ts';

type Needed = Pick<Services, 'records' | 'clock' | 'datasets' | 'artifacts'>;
type Prepare = (source: Source, contract: Contract, sinks: { readonly clean: Writable; readonly lines: Writable }) => Promise<PreparedBatch>;

/** What the state machine needs to know to go on: `finish` where a verdict stands already. */
export type BatchCheck = { readonly next: 'go' | 'finish'; readonly transformTimeoutSeconds: number; readonly rows?: number; readonly badRows?: number };

/** What a transform job may take besides its work: waiting for an instance, pulling the image, loading the model. */
const AROUND_TRANSFORM_SECONDS = 1800;

/** Reads the batch once: hash, profile, bad rows, drift and the copy for the model's server come from the same pass. Refuses here what a job should not be paid for. */
export async function checkBatch(step: CheckStep, prepare: Prepare, services: Needed): Promise<BatchCheck> {
  const record = await readBatch(step, services);
  if (record.status === 'Ended' || record.attempt !== step.attempt) throw new ScoringEndedError(step.batch, step.attempt);
  if (record.status !== 'Opened') return decisionOf(record, services);
  const { set, what, why } = await decide(record, prepare, services);
  const written = await advanceBatch(
    step,
    { set: { ...set, execution: step.execution, status: 'Checked' }, when: unchanged(record) },
    { who: 'checkBatch', what, ...(why !== undefined && { why }) },
    services,
  );
  return written.done ? decisionOf(await readBatch(step, services), services) : checkBatch(step, prepare, services);
}

async function decisionOf({ project, verdict, checked }: BatchRecord, services: Needed): Promise<BatchCheck> {
  const { scoring = DEFAULT_SCORING } = (await readProjectRecord(project, services)).definition;
  const counts = checked && { rows: checked.rows, badRows: checked.badRows };
  return { next: verdict ? 'finish' : 'go', transformTimeoutSeconds: scoring.maxRuntimeSeconds + AROUND_TRANSFORM_SECONDS, ...counts };
}

type Decision = { readonly set: Item; readonly what: string; readonly why?: string };

async function decide(record: BatchRecord, prepare: Prepare, services: Needed): Promise<Decision> {
  const newer = await newerThan(record.project, record.object, services);
  if (newer !== undefined) return verdictOf(supersededBy(newer));
  const { model } = record;
  if (!model) throw new RecordMissingError(`model of ${record.batch}`);
  const contract = scoringContract(await readRun({ project: record.project, run: model.run }, services));
  const read = await readOnce(record, contract, prepare, services);
  if ('verdict' in read) return verdictOf(read.verdict);
  const checked = await keep(record, model, { ...read, contract }, services);
  const { definition } = await readProjectRecord(record.project, services);
  const verdict = judgeBatch(read.prepared, definition.scoring ?? DEFAULT_SCORING);
  return verdict ? { ...verdictOf(verdict), set: { checked, verdict } } : { set: { checked }, what: 'batch checked' };
}

const verdictOf = (verdict: Verdict): Decision => ({
  set: { verdict },
  what: verdict.outcome === 'Superseded' ? 'batch superseded' : 'batch refused',
  why: verdict.reason,
});

async function readOnce(
  record: BatchRecord,
  contract: Contract,
  prepare: Prepare,
  { datasets, artifacts }: Needed,
): Promise<{ readonly prepared: PreparedBatch } | { readonly verdict: Verdict }> {
  const { object } = record;
  const sinks = { clean: new PassThrough(), lines: new PassThrough() };
  try {
    const prepared = await allOrNone(
      [sinks.clean, sinks.lines],
      prepare({ name: object.key, open: () => openVersion(object, datasets) }, contract, sinks),
      artifacts.putStream(batchKey(record, CLEAN), sinks.clean, 'text/csv'),
      artifacts.putStream(batchKey(record, 'lines.csv'), sinks.lines, 'text/csv'),
    );
    return { prepared };
  } catch (error) {
    if (error instanceof VersionGoneError) return { verdict: refusalOfGone(object, 'scored') };
    if (error instanceof DatasetUnreadableError) return { verdict: refusalOfUnreadable(error) };
    throw error;
  }
}

type Read = { readonly prepared: PreparedBatch; readonly contract: Contract };

async function keep(record: BatchRecord, model: ScoringModel, { prepared, contract }: Read, services: Needed): Promise<CheckedBatch> {
  const { artifacts } = services;
  const { rows, badRows, setAside, setAsideReasons, profile, statistics, constraints, cleanSha256, layout } = prepared;
  const key = (name: string) => batchKey(record, name);
  const extra = layout.extra.map((name) => ({ name, inferredType: 'Unknown' as const, present: 0, missing: 0, notFinite: 0, integers: 0 }));
  const data = { rows: rows - badRows, columns: [...profile, ...extra], setAside: setAsideByColumn({ badRows, rows: [...setAside] }) };
  const { compared, missing } = rows > badRows ? await compareBatch(record, model, data, services) : { compared: { alarms: [], warnings: [] } };
  return {
    ...{ sha256: prepared.sources[0]?.sha256 ?? '', rows, badRows, cleanSha256 },
    findings: [...batchFindings(prepared, contract), ...(missing === undefined ? [] : [missing])],
    clean: artifacts.uri(key(CLEAN)),
    lines: artifacts.uri(key('lines.csv')),
    profile: await artifacts.putJson(key('profile.json'), [...profile, ...extra]),
    statistics: await artifacts.putJson(key('statistics.json'), statistics),
    constraints: await artifacts.putJson(key('constraints.json'), constraints),
    ...(badRows > 0 && { setAside: await artifacts.putJson(key('set-aside.json'), { badRows, reasons: setAsideReasons, rows: setAside }) }),
    ...compared,
  };
}
