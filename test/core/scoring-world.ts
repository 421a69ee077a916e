import { PassThrough, Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { acceptBatch } from '../../core/accept-batch.ts';
import { nameScoring } from '../../core/batch-name.ts';
import { checkBatch } from '../../core/check-batch.ts';
import { collectPredictions } from '../../core/collect-predictions.ts';
import { finishBatch } from '../../core/finish-batch.ts';
import { onTransformEnded } from '../../core/on-transform-ended.ts';
import type { TransformJob } from '../../core/ports.ts';
import type { Column } from '../../core/project.ts';
import { joinPredictions } from '../../core/quality/join-predictions.ts';
import { prepareCsv } from '../../core/quality/prepare.ts';
import { prepareBatch } from '../../core/quality/prepare-batch.ts';
import { profileCsv } from '../../core/quality/profile.ts';
import { readBatch, readUnscored } from '../../core/read-batch.ts';
import { BatchRecord, keys, type RunRecord } from '../../core/records.ts';
import { sha256 } from '../../core/sha256.ts';
import { startTransform } from '../../core/start-transform.ts';
import type { BatchUploaded } from '../../events/batch-uploaded.ts';
import { OPERATOR, type ProtocolWorld, protocolWorld, uploadOf } from './protocol-world.ts';

export const MODEL = Buffer.from('the model');
export const KEY = 'cars/batches/monday.csv';
export const ROWS = `age,colour,note\n${'3,red,fine\n4,blue,so so\n'.repeat(30)}`;

const COLUMNS: readonly Column[] = [
  { name: 'age', type: 'integer' },
  { name: 'colour', type: 'category', values: ['red', 'blue'] },
  { name: 'note', type: 'text', optional: true },
  { name: 'price', type: 'number' },
];
const TRAINED_ON = `age,colour,note,price\n${Array.from({ length: 400 }, (_, row) => `${3 + (row % 2)},${row % 2 ? 'blue' : 'red'},${row},${7 + (row % 3)}`).join('\n')}\n`;

type Options = { readonly model?: boolean; readonly baseline?: boolean; readonly changes?: Parameters<typeof protocolWorld>[0] };

/** Project `cars` with a model that reigns unless told otherwise, everything in memory. A model's server is told what to answer to each row that it is sent. */
export async function scoringWorld({ model = true, baseline = true, changes = {} }: Options = {}) {
  const world = await protocolWorld({ ...changes, data: { columns: COLUMNS, target: 'price', ...changes.data } });
  const { services, records } = world;
  const identityOf = async (batch: string) => ({ project: 'cars', batch, attempt: (await readBatch({ project: 'cars', batch }, services)).attempt });
  const scoring = {
    ...world,
    uploadBatch: (body = ROWS, key = KEY) => uploadOf(services.datasets.put(key, body)),
    acceptBatch: (upload: BatchUploaded) => acceptBatch(upload, OPERATOR, services),
    batch: (batch: string) => readBatch({ project: 'cars', batch }, services),
    batches: async () => (await records.query('PROJECT#cars', 'BATCH#')).map((item) => BatchRecord.parse(item)),
    unscored: async () => (await readUnscored('cars', services)).map(({ batch }) => batch),
    batchAudit: async (batch: string) => (await records.query(keys.audit(batch, '', '').pk, 'AUDIT#')).map((item) => item['what']),
    identityOf,
    register: (number: number) => register(world, number, baseline),
    async check(batch: string) {
      const identity = await identityOf(batch);
      return checkBatch({ ...identity, execution: services.executions.arnOf(nameScoring(identity)) }, prepareBatch, services);
    },
    start: async (batch: string, token = 'token-1') => startTransform({ ...(await identityOf(batch)), token }, services),
    /** The newest job ends as told; a completed one leaves an answer to what it was sent, by default twice the first cell of each row. */
    async end(batch: string, change: Partial<TransformJob> = {}, answer = (sent: string) => sent.replaceAll(/^(\d+).*$/gm, (_, age) => String(2 * age))) {
      const job = (await scoring.batch(batch)).jobs.at(-1)?.job ?? '';
      const status = change.status ?? 'Completed';
      const spec = services.transforms.created.find(({ name }) => name === job);
      if (spec && status === 'Completed') services.artifacts.place(`${spec.output}clean.csv.out`, Buffer.from(answer(await scoring.read(spec.input))));
      services.transforms.change(job, { seconds: 12, ...change, status });
      const detail = { TransformJobName: job, TransformJobStatus: status === 'InProgress' || status === 'Stopping' ? 'Completed' : status } as const;
      return onTransformEnded({ source: 'aws.sagemaker', 'detail-type': 'SageMaker Transform Job State Change', detail }, services);
    },
    collect: async (batch: string) => collectPredictions(await identityOf(batch), joinPredictions, services),
    finish: async (batch: string) => finishBatch(await identityOf(batch), services),
    read: async (uri = '') => text((await services.artifacts.read(uri)) ?? Readable.from([])),
    /** Lands, and is taken as far as a job that is at work. */
    async transforming(body?: string, key?: string) {
      const { batch = '' } = await scoring.acceptBatch(scoring.uploadBatch(body, key));
      await scoring.check(batch);
      await scoring.start(batch);
      return { batch, job: `${nameScoring(await identityOf(batch))}-j1` };
    },
    /** The whole of a scoring that goes well. */
    async scored(body?: string, key?: string) {
      const { batch } = await scoring.transforming(body, key);
      await scoring.end(batch);
      await scoring.collect(batch);
      await scoring.finish(batch);
      return batch;
    },
  };
  if (model) await scoring.register(1);
  return scoring;
}

export type ScoringWorld = Awaited<ReturnType<typeof scoringWorld>>;

/** What a run leaves behind whose model was registered and approved: the model, its baseline, and that it reigns. */
async function register({ services, records, project }: ProtocolWorld, number: number, baseline: boolean): Promise<string> {
  const run = `cars-${number}-abcdef`;
  const { artifacts } = services;
  const at = services.clock.now().toISOString();
  const modelArtifacts = artifacts.uri(`cars/jobs/${run}-a1/output/model.tar.gz`);
  artifacts.place(modelArtifacts, MODEL);
  const { definition } = await project();
  const modelPackage = { arn: `arn:aws:sagemaker:eu-west-1:123456789012:model-package/nacre-dev-cars/${number}`, version: number, approval: 'Approved' };
  const record: Partial<RunRecord> = {
    ...{ run, project: 'cars', number, status: 'Ended', openedAt: at, requests: [], definition, outcome: 'Succeeded', modelSha256: sha256(MODEL) },
    image: { repository: 'nacre/training', tag: 'latest', digest: 'sha256:ab', uri: 'registry/nacre/training@sha256:ab' },
    attempts: [{ number: 1, job: `${run}-a1`, instanceType: 'ml.g5.xlarge', startedAt: at, status: 'Completed', modelArtifacts }],
    ...(baseline && (await baselineOf(run, services.artifacts))),
  };
  await records.write(
    { put: keys.run('cars', number), item: record },
    { update: keys.project('cars'), set: { reigning: { run, modelPackage, metrics: {}, registeredAt: at }, nextRunNumber: number + 1 } },
  );
  return run;
}

async function baselineOf(run: string, artifacts: ProtocolWorld['services']['artifacts']): Promise<Partial<RunRecord>> {
  const open = (body: string) => async () => Readable.from([Buffer.from(body)]);
  const sink = new PassThrough();
  sink.resume();
  const { profile, statistics, constraints } = await prepareCsv([{ name: 'x', open: open(TRAINED_ON) }], { columns: COLUMNS, header: 'auto' }, sink);
  const { profile: predictions } = await profileCsv({ name: 'p', open: open('6\n8\n'.repeat(200)) }, { header: 'none' });
  const keep = (name: string, value: unknown) => artifacts.putJson(`cars/runs/${run}/${name}.json`, value);
  return {
    dataset: {
      ...{ objects: [], sha256: 'da', rows: 400, badRows: 0 },
      profile: await keep('profile', profile),
      statistics: await keep('statistics', statistics),
      constraints: await keep('constraints', constraints),
    },
    predictions: await keep(
      'predictions',
      predictions.map((each) => ({ ...each, name: 'prediction' })),
    ),
  };
}
