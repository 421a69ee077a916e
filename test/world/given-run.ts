import { readFileSync } from 'node:fs';
import { Readable } from 'node:stream';
import type { ProjectDefinition } from '../../core/project.ts';
import { readProjectFile } from '../../core/read-project-file.ts';
import { readProjectRecord, readRun } from '../../core/read-record.ts';
import { keys, type ProjectRecord, type RunRecord } from '../../core/records.ts';
import { inMemoryRecords } from './in-memory-records.ts';
import { inMemoryServices } from './in-memory-services.ts';

export const RUN = 'abalone-1-abc123';
export const STEP = { project: 'abalone', run: RUN };
export const JOB = `${RUN}-a1`;
export const SNAPSHOT = '5a'.repeat(32);

/** The project as it is deployed. */
export function abalone(): ProjectDefinition {
  const read = readProjectFile(readFileSync(new URL('../../projects/abalone/project.yml', import.meta.url), 'utf8'), 'abalone');
  if ('problems' in read) throw new Error(JSON.stringify(read.problems));
  return read.definition;
}

type Given = { readonly run?: Partial<RunRecord>; readonly project?: Partial<ProjectRecord>; readonly definition?: ProjectDefinition };

/** A world in which the project's first run is active and has claimed one object; `run` and `project` change its records. */
export async function givenRun({ run = {}, project = {}, definition = abalone() }: Given = {}) {
  const records = inMemoryRecords();
  const services = inMemoryServices(records);
  const openedAt = '2026-11-21T09:59:00.000Z';
  const object = services.datasets.put('abalone/datasets/abalone.csv', 'M,0.4\n', { lastModified: openedAt });
  const image = services.images.push('nacre/training', 'latest', { commit: 'c0'.repeat(20) });
  const active = { run: RUN, number: 1, state: 'working', openedAt };
  const claimed = { ...STEP, number: 1, status: 'Claimed', openedAt, requests: [{ id: 'upload-1', trigger: 'upload' }], attempts: [], changed: openedAt };
  const applied = { project: 'abalone', definition, source: object, appliedAt: openedAt, nextRunNumber: 2, active };
  await records.write(
    { put: keys.project('abalone'), item: { ...applied, ...project } },
    { put: keys.run('abalone', 1), item: { ...claimed, definition, objects: [object], image, ...run } },
  );
  return {
    services,
    records,
    object,
    image,
    run: () => readRun(STEP, services),
    project: () => readProjectRecord('abalone', services),
    audit: () => records.query(`RUN#${RUN}`, 'AUDIT#'),
  };
}

/** What PrepareDataset leaves behind. */
export const PREPARED: Partial<RunRecord> = {
  status: 'Prepared',
  fingerprint: 'f1'.repeat(32),
  dataset: {
    objects: [],
    sha256: 'da'.repeat(32),
    rows: 4177,
    badRows: 3,
    snapshot: `s3://nacre-dev-artifacts-123456789012-eu-west-1/abalone/snapshots/${SNAPSHOT}/train.csv`,
    snapshotSha256: SNAPSHOT,
    contract: 's3://nacre-dev-artifacts-123456789012-eu-west-1/abalone/runs/contract.json',
    statistics: 's3://nacre-dev-artifacts-123456789012-eu-west-1/abalone/runs/statistics.json',
    constraints: 's3://nacre-dev-artifacts-123456789012-eu-west-1/abalone/runs/constraints.json',
  },
};

/** An attempt whose job runs, or ran. */
export const attempt = (number = 1, change = {}) => ({
  number,
  job: `${RUN}-a${number}`,
  instanceType: 'ml.g5.xlarge',
  startedAt: '2026-11-21T10:00:00.000Z',
  ...change,
});

/** What EvaluateModel leaves behind of a model that passed. */
export const JUDGED: Partial<RunRecord> = {
  ...PREPARED,
  status: 'Evaluated',
  attempts: [attempt(1, { status: 'Completed', modelArtifacts: 's3://artifacts/model.tar.gz' })],
  metrics: { rmse: 2.13, mae: 1.5, loss: 4.5 },
  gate: { passed: true, checks: [{ metric: 'rmse', value: 2.13, atMost: 2.3, passed: true }], report: 's3://artifacts/gate.json' },
  mlflow: { experiment: 'abalone', runId: 'r1' },
};

export const streamOf = (text: string | Buffer) => Readable.from([Buffer.from(text)]);
