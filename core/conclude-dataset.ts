import { advanceRun } from './advance-run.ts';
import { verdictOf } from './cancellation.ts';
import { datasetFrom } from './dataset-facts.ts';
import { RecordMissingError } from './errors.ts';
import { fingerprintOf } from './fingerprint.ts';
import { judgeDataset } from './judge-dataset.ts';
import type { Split } from './plan-ranges.ts';
import type { Services } from './ports.ts';
import type { ProjectDefinition } from './project.ts';
import type { Prepared } from './quality/prepared.ts';
import { readOrRefuse } from './read-or-refuse.ts';
import { type RunIdentity, readProjectRecord, readRun } from './read-record.ts';
import type { Image, ObjectVersion, RunRecord, Verdict } from './records.ts';
import { trainingContract } from './training-contract.ts';

type Needed = Pick<Services, 'records' | 'clock' | 'artifacts'>;
export type Inputs = { readonly definition: ProjectDefinition; readonly objects: readonly ObjectVersion[]; readonly image: Image };

/** Everything that was found, and a clean copy that is put where it belongs once its name is known, or dropped. */
export interface ReadDataset {
  readonly prepared: Prepared;
  readonly place: (key: string) => Promise<string>;
  readonly discard: () => Promise<void>;
}

/** `go` when there is a snapshot to train on; `finish` when the verdict stands already; `split` when it is to be read in ranges first. */
export type Preparation = {
  readonly next: 'go' | 'finish' | 'split';
  readonly outcome?: Verdict['outcome'];
  readonly rows?: number;
  readonly badRows?: number;
  readonly split?: Split;
};

/** Judges what `read` tells of the run's objects, keeps what is good and writes it all down. What an earlier try has written stands. */
export async function concludeDataset(
  identity: RunIdentity,
  read: (inputs: Inputs) => Promise<{ readonly split: Split } | ReadDataset>,
  services: Needed,
): Promise<Preparation> {
  const run = await readRun(identity, services);
  const before = verdictOf(run);
  if (before) return { next: 'finish', outcome: before.outcome };
  if (run.dataset?.snapshot) return { next: 'go', rows: run.dataset.rows, badRows: run.dataset.badRows };
  const inputs = inputsOf(run);
  const answer = await readOrRefuse(() => read(inputs), 'trained on');
  if ('split' in answer) return { next: 'split', ...answer };
  return 'verdict' in answer ? finish(identity, answer.verdict, {}, services) : keep(run, inputs, answer, services);
}

function inputsOf({ run, definition, objects, image }: RunRecord): Inputs {
  if (definition && objects && image) return { definition, objects, image };
  throw new RecordMissingError(`definition, objects and image of run ${run}`);
}

async function keep(run: RunRecord, inputs: Inputs, { prepared, place, discard }: ReadDataset, services: Needed): Promise<Preparation> {
  const fingerprint = fingerprintOf(inputs, prepared);
  const { lastGood } = await readProjectRecord(run.project, services);
  const verdict = judgeDataset(prepared, inputs.definition, { fingerprint, lastGood });
  const dataset = { ...datasetFrom(inputs.objects, prepared, inputs.definition.data), ...(await keepProfile(run, prepared, services)) };
  if (verdict) {
    await discard();
    return finish(run, verdict, { dataset, fingerprint }, services);
  }
  const { cleanSha256, rows, badRows } = prepared;
  const snapshot = await place(`${run.project}/snapshots/${cleanSha256}/train.csv`);
  const contract = await services.artifacts.putJson(`${run.project}/runs/${run.run}/contract.json`, trainingContract(inputs.definition));
  const set = { status: 'Prepared', fingerprint, dataset: { ...dataset, snapshot, snapshotSha256: cleanSha256, contract } };
  await advanceRun(run, { set }, { who: 'prepareDataset', what: 'dataset prepared', facts: { rows, badRows, snapshot } }, services);
  return { next: 'go', rows, badRows };
}

async function finish(identity: RunIdentity, verdict: Verdict, facts: Pick<RunRecord, 'dataset' | 'fingerprint'>, services: Needed): Promise<Preparation> {
  const what = verdict.outcome === 'Skipped' ? 'dataset skipped' : 'dataset refused';
  await advanceRun(identity, { set: { ...facts, verdict } }, { who: 'prepareDataset', what, why: verdict.reason }, services);
  return { next: 'finish', outcome: verdict.outcome };
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
