import { publishDrift } from '../../core/publish-drift.ts';
import { type BatchRecord, keys } from '../../core/records.ts';
import type { ProtocolWorld } from './protocol-world.ts';

/** The run whose model reigns in these tests. */
export const REIGNING = 'cars-1-aaaaaa';
const finding = (column: string) => ({ column, check: 'range_check', sentence: `${column}: the largest value lies above the baseline's, by 15 %.` });

/** A model reigns that was trained on these versions. */
export async function reigns(world: ProtocolWorld, objects: readonly unknown[] = [], run = REIGNING): Promise<void> {
  const modelPackage = { arn: 'arn:model/1', version: 1, approval: 'Approved' };
  const registeredAt = '2026-11-21T09:30:00.000Z';
  const ended = { run, project: 'cars', number: 1, status: 'Ended', outcome: 'Succeeded', openedAt: registeredAt, requests: [], attempts: [], objects };
  await world.records.write(
    { update: keys.project('cars'), set: { reigning: { run, modelPackage, metrics: {}, registeredAt }, nextRunNumber: 2 } },
    { put: keys.run('cars', 1), item: ended },
  );
}

/** A batch that has been scored; `drifted` names its drifted columns. */
export function batchOf(batch: string, drifted: readonly string[] | undefined, change: Partial<BatchRecord> = {}): BatchRecord {
  const s3 = `s3://nacre-dev-artifacts-123456789012-eu-west-1/cars/batches/${batch}`;
  const files = { clean: `${s3}/clean.csv`, cleanSha256: 'c1', lines: `${s3}/lines`, profile: `${s3}/p`, statistics: `${s3}/s`, constraints: `${s3}/c` };
  return {
    batch,
    project: 'cars',
    cause: 'upload',
    object: { bucket: 'data', key: `cars/batches/${batch}.csv`, versionId: 'v9' },
    askedAt: '2026-11-21T10:00:00.000Z',
    status: 'Ended',
    attempt: 1,
    jobs: [],
    outcome: 'Scored',
    endedAt: `2026-11-21T10:00:00.${batch.padStart(3, '0')}Z`,
    model: {
      run: REIGNING,
      modelPackage: { arn: 'arn:model/1', version: 1, approval: 'Approved' },
      modelArtifacts: `${s3}/model.tar.gz`,
      image: 'image',
      registeredAt: '2026-11-21T09:30:00.000Z',
    },
    checked: {
      ...{ sha256: 'ab', rows: 100, badRows: 2, findings: [], warnings: [], ...files },
      ...(drifted !== undefined && { drifted: drifted.length > 0 }),
      alarms: (drifted ?? []).map(finding),
    },
    ...change,
  };
}

/** Batches end one after the other; each is in the records, and its drift is published. */
export async function publish(world: ProtocolWorld, ...batches: readonly BatchRecord[]) {
  for (const record of batches) {
    await world.records.write({ put: keys.batch('cars', record.batch), item: record });
    await publishDrift(record, world.services);
  }
}
