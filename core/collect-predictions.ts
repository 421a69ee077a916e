import { PassThrough, type Readable, type Writable } from 'node:stream';
import type { BatchStep } from '../events/batch-step.ts';
import { advanceBatch } from './advance-batch.ts';
import { unchanged } from './advance-run.ts';
import { allOrNone } from './all-or-none.ts';
import { batchKey } from './batch-files.ts';
import { batchSummary } from './batch-summary.ts';
import { compareBatch } from './compare-batch.ts';
import { BatchGoneError, PredictionsMismatchError, RecordMissingError, ScoringEndedError, VersionGoneError } from './errors.ts';
import { keepReport } from './keep-report.ts';
import { openVersion } from './open-version.ts';
import type { Services } from './ports.ts';
import { readProfile } from './quality/drift/read-baseline.ts';
import type { Joined } from './quality/join-predictions.ts';
import type { Contract, Source } from './quality/prepared.ts';
import { textLines } from './quality/text-lines.ts';
import { readBatch } from './read-batch.ts';
import { readJson } from './read-json.ts';
import { readRun } from './read-record.ts';
import type { Attempt, BatchRecord, CheckedBatch } from './records.ts';
import { scoringContract } from './scoring-contract.ts';
import { answerOf, scorableOf } from './transform-spec.ts';

type Needed = Pick<Services, 'records' | 'clock' | 'datasets' | 'artifacts'>;
type Answered = { readonly lines: Readable; readonly predictions: Readable };
type Join = (source: Source, contract: Contract, answered: Answered, sink: Writable) => Promise<Joined>;

export type Collection = { readonly rows: number; readonly drifted?: boolean };

/** Joins what the model answered to the rows as they stand in their file, one line for each, and looks for drift in the predictions too. Keeps result.csv, summary.json and report.html. */
export async function collectPredictions(step: BatchStep, join: Join, services: Needed): Promise<Collection> {
  const record = await readBatch(step, services);
  if (record.status === 'Ended' || record.attempt !== step.attempt) throw new ScoringEndedError(step.batch, step.attempt);
  if (record.result) return collectionOf(record);
  await countAnswers(record, services);
  const joined = await joinRows(record, join, services);
  const { checked, report } = await judge(record, joined, services);
  const result = {
    ...{ uri: services.artifacts.uri(batchKey(record, 'result.csv')), rows: joined.rows, sha256: joined.sha256 },
    summary: await services.artifacts.putJson(batchKey(record, 'summary.json'), batchSummary({ ...record, checked }, joined, services.clock.now())),
  };
  const written = await advanceBatch(
    step,
    { set: { status: 'Collected', checked, result, report }, when: unchanged(record) },
    { who: 'collectPredictions', what: 'predictions collected', facts: result },
    services,
  );
  return written.done ? collectionOf({ ...record, checked, result }) : collectPredictions(step, join, services);
}

function collectionOf({ checked, result }: BatchRecord): Collection {
  return { rows: result?.rows ?? 0, ...(checked?.drifted !== undefined && { drifted: checked.drifted }) };
}

function lastJob({ batch, jobs }: BatchRecord): Attempt {
  const job = jobs.at(-1);
  if (!job) throw new RecordMissingError(`transform job of ${batch}`);
  return job;
}

/** Counted before anything is joined: one line too few, anywhere, would give every row after it the prediction of another. */
async function countAnswers(record: BatchRecord, services: Needed): Promise<void> {
  const { checked } = scorableOf(record);
  const { job } = lastJob(record);
  const sent = checked.rows - checked.badRows;
  const predictions = await services.artifacts.read(answerOf(record, lastJob(record), services.artifacts));
  if (!predictions) throw new PredictionsMismatchError(job, { sent, answered: 'no file, so no' });
  let answered = 0;
  for await (const _ of textLines(predictions)) answered += 1;
  if (answered !== sent) throw new PredictionsMismatchError(job, { sent, answered: String(answered) });
}

async function joinRows(record: BatchRecord, join: Join, services: Needed): Promise<Joined> {
  const { object } = record;
  const { checked, model } = scorableOf(record);
  const contract = scoringContract(await readRun({ project: record.project, run: model.run }, services));
  const answered = {
    lines: await streamAt(checked.lines, services),
    predictions: await streamAt(answerOf(record, lastJob(record), services.artifacts), services),
  };
  const result = new PassThrough();
  const source = { name: object.key, open: () => openVersion(object, services.datasets) };
  try {
    return await allOrNone(
      [result],
      join(source, contract, answered, result),
      services.artifacts.putStream(batchKey(record, 'result.csv'), result, 'text/csv'),
    );
  } catch (error) {
    if (error instanceof VersionGoneError) throw new BatchGoneError(object.key, object.versionId);
    throw error;
  }
}

async function streamAt(uri: string, { artifacts }: Needed): Promise<Readable> {
  const stream = await artifacts.read(uri);
  if (!stream) throw new RecordMissingError(`object ${uri}`);
  return stream;
}

/** Compares with the predictions as one more column; what CheckBatch found stands where the model brought none along. */
async function judge(
  record: BatchRecord,
  { profile: predictions, unusable }: Joined,
  services: Needed,
): Promise<{ readonly checked: CheckedBatch; readonly report: string }> {
  const { checked, model } = scorableOf(record);
  await services.artifacts.putJson(batchKey(record, 'predictions.json'), [predictions]);
  const profile = await readJson(checked.profile, services);
  const setAside = checked.setAside === undefined ? undefined : await readJson(checked.setAside, services);
  const batch = readProfile(profile, checked.rows - checked.badRows, setAside);
  const comparison = await compareBatch(record, model, batch, services, predictions);
  const unusables = unusable > 0 ? [`${unusable} ${unusable === 1 ? 'prediction is' : 'predictions are'} neither a finite number nor a text.`] : [];
  const findings = new Set([...checked.findings, ...(comparison.missing === undefined ? [] : [comparison.missing]), ...unusables]);
  const found = { ...checked, ...comparison.compared, findings: [...findings] };
  return { checked: found, report: await keepReport({ ...record, checked: found }, { batch, setAside, predictions, comparison }, services) };
}
