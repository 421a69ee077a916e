import type { CheckStep } from '../events/batch-step.ts';
import { advanceBatch } from './advance-batch.ts';
import { unchanged } from './advance-run.ts';
import { batchKey, CLEAN, LINES } from './batch-files.ts';
import { batchFindings } from './batch-findings.ts';
import { compareBatch } from './compare-batch.ts';
import { RecordMissingError, ScoringEndedError } from './errors.ts';
import { judgeBatch, supersededBy } from './judge-batch.ts';
import type { Split } from './plan-ranges.ts';
import type { Item, Services } from './ports.ts';
import { setAsideByColumn } from './quality/drift/read-baseline.ts';
import type { PreparedBatch } from './quality/prepare-batch.ts';
import type { Contract } from './quality/prepared.ts';
import { readBatch } from './read-batch.ts';
import { readOrRefuse } from './read-or-refuse.ts';
import { readProjectRecord, readRun } from './read-record.ts';
import type { BatchRecord, CheckedBatch, ScoringModel, Verdict } from './records.ts';
import { scoringContract } from './scoring-contract.ts';
import { DEFAULT_SCORING, type ScoringSettings } from './scoring-settings.ts';
import { newerThan } from './watermark.ts';

type Needed = Pick<Services, 'records' | 'clock' | 'datasets' | 'artifacts'>;
type Rules = { readonly contract: Contract; readonly settings: ScoringSettings };
type Read = (record: BatchRecord, rules: Rules) => Promise<{ readonly split: Split } | { readonly prepared: PreparedBatch }>;

/** What the state machine needs to know to go on: `finish` where a verdict stands already, `split` where it is to be read in ranges first. */
export type BatchCheck = {
  readonly next: 'go' | 'finish' | 'split';
  readonly transformTimeoutSeconds: number;
  readonly rows?: number;
  readonly badRows?: number;
  readonly split?: Split;
};

/** What a transform job may take besides its work: waiting for an instance, pulling the image, loading the model. */
const AROUND_TRANSFORM_SECONDS = 1800;

/** Judges what `read` tells of the batch, compares it with what the model was trained on, and writes it all down. What an earlier try has written stands. */
export async function concludeBatch(step: CheckStep, read: Read, services: Needed): Promise<BatchCheck> {
  const record = await readBatch(step, services);
  if (record.status === 'Ended' || record.attempt !== step.attempt) throw new ScoringEndedError(step.batch, step.attempt);
  const settings = await settingsOf(record, services);
  if (record.status !== 'Opened') return checkOf(record, settings);
  const decision = await decide(record, settings, read, services);
  if ('split' in decision) return { ...checkOf(record, settings), next: 'split', ...decision };
  const { set, what, why } = decision;
  const written = await advanceBatch(
    step,
    { set: { ...set, execution: step.execution, status: 'Checked' }, when: unchanged(record) },
    { who: 'checkBatch', what, ...(why !== undefined && { why }) },
    services,
  );
  return written.done ? checkOf(await readBatch(step, services), settings) : concludeBatch(step, read, services);
}

async function settingsOf({ project }: BatchRecord, services: Needed): Promise<ScoringSettings> {
  return (await readProjectRecord(project, services)).definition.scoring ?? DEFAULT_SCORING;
}

function checkOf({ verdict, checked }: BatchRecord, { maxRuntimeSeconds }: ScoringSettings): BatchCheck {
  const counts = checked && { rows: checked.rows, badRows: checked.badRows };
  return { next: verdict ? 'finish' : 'go', transformTimeoutSeconds: maxRuntimeSeconds + AROUND_TRANSFORM_SECONDS, ...counts };
}

type Decision = { readonly set: Item; readonly what: string; readonly why?: string } | { readonly split: Split };

async function decide(record: BatchRecord, settings: ScoringSettings, read: Read, services: Needed): Promise<Decision> {
  const newer = await newerThan(record.project, record.object, services);
  if (newer !== undefined) return verdictOf(supersededBy(newer));
  const { model } = record;
  if (!model) throw new RecordMissingError(`model of ${record.batch}`);
  const contract = scoringContract(await readRun({ project: record.project, run: model.run }, services));
  const answer = await readOrRefuse(() => read(record, { contract, settings }), 'scored');
  if ('split' in answer) return answer;
  if ('verdict' in answer) return verdictOf(answer.verdict);
  const checked = await keep(record, model, { ...answer, contract }, services);
  const verdict = judgeBatch(answer.prepared, settings);
  return verdict ? { ...verdictOf(verdict), set: { checked, verdict } } : { set: { checked }, what: 'batch checked' };
}

const verdictOf = (verdict: Verdict) => ({
  set: { verdict },
  what: verdict.outcome === 'Superseded' ? 'batch superseded' : 'batch refused',
  why: verdict.reason,
});

type Found = { readonly prepared: PreparedBatch; readonly contract: Contract };

async function keep(record: BatchRecord, model: ScoringModel, { prepared, contract }: Found, services: Needed): Promise<CheckedBatch> {
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
    lines: artifacts.uri(key(LINES)),
    profile: await artifacts.putJson(key('profile.json'), [...profile, ...extra]),
    statistics: await artifacts.putJson(key('statistics.json'), statistics),
    constraints: await artifacts.putJson(key('constraints.json'), constraints),
    ...(badRows > 0 && { setAside: await artifacts.putJson(key('set-aside.json'), { badRows, reasons: setAsideReasons, rows: setAside }) }),
    ...compared,
  };
}
