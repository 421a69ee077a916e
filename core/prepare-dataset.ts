import type { Writable } from 'node:stream';
import { PassThrough } from 'node:stream';
import { advanceRun } from './advance-run.ts';
import { allOrNone } from './all-or-none.ts';
import { verdictOf } from './cancellation.ts';
import { datasetFrom } from './dataset-facts.ts';
import { RecordMissingError } from './errors.ts';
import { fingerprintOf } from './fingerprint.ts';
import { judgeDataset, refusalOfGone, refusalOfUnreadable } from './judge-dataset.ts';
import { openVersion, VersionGoneError } from './open-version.ts';
import type { Services } from './ports.ts';
import type { ProjectDefinition } from './project.ts';
import { DatasetUnreadableError } from './quality/errors.ts';
import type { Contract, Prepared, Source } from './quality/prepared.ts';
import { type RunIdentity, readProjectRecord, readRun } from './read-record.ts';
import type { Image, ObjectVersion, RunRecord, Verdict } from './records.ts';
import { trainingContract } from './training-contract.ts';

type Needed = Pick<Services, 'records' | 'clock' | 'datasets' | 'artifacts'>;
type Prepare = (sources: readonly Source[], contract: Contract, sink: Writable) => Promise<Prepared>;
type Inputs = { readonly definition: ProjectDefinition; readonly objects: readonly ObjectVersion[]; readonly image: Image };

/** `go` when there is a snapshot to train on; `finish` when the verdict stands already. */
export type Preparation = { readonly next: 'go' | 'finish'; readonly outcome?: Verdict['outcome']; readonly rows?: number; readonly badRows?: number };

/** Reads every object of the run once: hash, profile, bad rows and the clean snapshot come from the same pass. Refuses here what a GPU should not be paid for. */
export async function prepareDataset(identity: RunIdentity, prepare: Prepare, services: Needed): Promise<Preparation> {
  const run = await readRun(identity, services);
  const before = verdictOf(run);
  if (before) return { next: 'finish', outcome: before.outcome };
  if (run.dataset?.snapshot) return { next: 'go', rows: run.dataset.rows, badRows: run.dataset.badRows };
  const inputs = inputsOf(run);
  const incoming = `${run.project}/runs/${run.run}/incoming/train.csv`;
  const read = await readOnce(inputs, incoming, prepare, services);
  if ('verdict' in read) return finish(identity, read.verdict, {}, services);
  const fingerprint = fingerprintOf(inputs, read.prepared);
  const { lastGood } = await readProjectRecord(run.project, services);
  const verdict = judgeDataset(read.prepared, inputs.definition, { fingerprint, lastGood });
  const dataset = { ...datasetFrom(inputs.objects, read.prepared, inputs.definition.data), ...(await keepProfile(run, read.prepared, services)) };
  if (verdict) {
    await services.artifacts.discard(incoming);
    return finish(identity, verdict, { dataset, fingerprint }, services);
  }
  const { cleanSha256, rows, badRows } = read.prepared;
  const snapshot = await services.artifacts.move(incoming, `${run.project}/snapshots/${cleanSha256}/train.csv`);
  const contract = await services.artifacts.putJson(`${run.project}/runs/${run.run}/contract.json`, trainingContract(inputs.definition));
  const set = { status: 'Prepared', fingerprint, dataset: { ...dataset, snapshot, snapshotSha256: cleanSha256, contract } };
  await advanceRun(identity, { set }, { who: 'prepareDataset', what: 'dataset prepared', facts: { rows, badRows, snapshot } }, services);
  return { next: 'go', rows, badRows };
}

function inputsOf({ run, definition, objects, image }: RunRecord): Inputs {
  if (definition && objects && image) return { definition, objects, image };
  throw new RecordMissingError(`definition, objects and image of run ${run}`);
}

async function finish(identity: RunIdentity, verdict: Verdict, facts: Pick<RunRecord, 'dataset' | 'fingerprint'>, services: Needed): Promise<Preparation> {
  const what = verdict.outcome === 'Skipped' ? 'dataset skipped' : 'dataset refused';
  await advanceRun(identity, { set: { ...facts, verdict } }, { who: 'prepareDataset', what, why: verdict.reason }, services);
  return { next: 'finish', outcome: verdict.outcome };
}

async function readOnce(
  { objects, definition: { data } }: Inputs,
  incoming: string,
  prepare: Prepare,
  { datasets, artifacts }: Needed,
): Promise<{ readonly prepared: Prepared } | { readonly verdict: Verdict }> {
  const sources = objects.map((object) => ({ name: object.key, open: () => openVersion(object, datasets) }));
  const clean = new PassThrough();
  try {
    const prepared = await allOrNone(
      [clean],
      prepare(sources, { columns: data.columns, target: data.target, header: data.header }, clean),
      artifacts.putStream(incoming, clean, 'text/csv'),
    );
    return { prepared };
  } catch (error) {
    if (error instanceof VersionGoneError) return { verdict: refusalOfGone(error.object) };
    if (error instanceof DatasetUnreadableError) return { verdict: refusalOfUnreadable(error) };
    throw error;
  }
}

async function keepProfile(
  { project, run }: RunRecord,
  { statistics, constraints, setAside, setAsideReasons, badRows, profile }: Prepared,
  { artifacts }: Needed,
) {
  const key = (name: string) => `${project}/runs/${run}/${name}.json`;
  return {
    profile: await artifacts.putJson(key('profile'), profile),
    statistics: await artifacts.putJson(key('statistics'), statistics),
    constraints: await artifacts.putJson(key('constraints'), constraints),
    ...(badRows > 0 && { setAside: await artifacts.putJson(key('set-aside'), { badRows, reasons: setAsideReasons, rows: setAside }) }),
  };
}
