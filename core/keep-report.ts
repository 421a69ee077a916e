import { Readable } from 'node:stream';
import * as z from 'zod/mini';
import { batchKey } from './batch-files.ts';
import type { Comparison } from './compare-batch.ts';
import type { Services } from './ports.ts';
import type { ColumnProfile } from './quality/column-profile.ts';
import type { ProfiledData } from './quality/drift/measured.ts';
import { qualityReport } from './quality/report/quality-report.ts';
import { setAsideGroups } from './quality/report/set-aside-groups.ts';
import { readRecord } from './read-record.ts';
import type { BatchRecord } from './records.ts';

type Needed = Pick<Services, 'artifacts' | 'clock'>;
type Found = { readonly batch: ProfiledData; readonly setAside: unknown; readonly predictions: ColumnProfile; readonly comparison: Comparison };

/** set-aside.json as CheckBatch keeps it. */
const SetAsideFile = z.object({
  reasons: z.record(z.string(), z.number()),
  rows: z.array(z.object({ source: z.string(), line: z.number(), column: z.exactOptional(z.string()), reason: z.string() })),
});

/** Everything that was found of a scored batch, on one page for people: keeps report.html and answers where it lies. */
export function keepReport(record: BatchRecord, { batch, setAside, predictions, comparison }: Found, { artifacts, clock }: Needed): Promise<string> {
  const { object, checked, project } = record;
  const { reasons, rows } = setAside === undefined ? { reasons: {}, rows: [] } : readRecord(SetAsideFile, { ...Object(setAside) }, `rows of ${record.batch}`);
  const page = qualityReport({
    project,
    generatedAt: clock.now().toISOString(),
    looked: { key: object.key, version: object.versionId, rows: checked?.rows ?? 0, setAside: setAsideGroups({ setAside: rows, setAsideReasons: reasons }) },
    batch,
    findings: checked?.findings ?? [],
    ...comparedWith(record, comparison),
    predictions: predictionsOf(predictions, comparison),
  });
  return artifacts.putStream(batchKey(record, 'report.html'), Readable.from([Buffer.from(page)]), 'text/html; charset=utf-8');
}

function comparedWith({ model }: BatchRecord, { baseline, report }: Comparison) {
  if (!model || !baseline || !report) return {};
  const origin = { run: model.run, modelVersion: String(model.modelPackage.version), registeredAt: model.registeredAt };
  return { comparison: { origin, baseline, drift: report } };
}

function predictionsOf(profile: ColumnProfile, { predictions, report }: Comparison) {
  const test = report?.tests.find(({ column, check }) => column === profile.name && check === 'baseline_drift_check');
  return { batch: profile, ...(predictions && { baseline: predictions }), ...(test && { test }) };
}
