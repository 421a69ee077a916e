import { batchKey } from './batch-files.ts';
import { BaselineUnreadableError } from './errors.ts';
import type { Services } from './ports.ts';
import type { ColumnProfile } from './quality/column-profile.ts';
import { compareProfiles } from './quality/drift/compare-profiles.ts';
import type { DriftReport, Finding } from './quality/drift/drift-report.ts';
import type { ProfiledData } from './quality/drift/measured.ts';
import { readProfile } from './quality/drift/read-baseline.ts';
import { violationsOf } from './quality/drift/violations.ts';
import { readJson } from './read-json.ts';
import { readProjectRecord, readRun } from './read-record.ts';
import type { BatchRecord, CheckedBatch, ScoringModel } from './records.ts';

type Needed = Pick<Services, 'records' | 'artifacts'>;
type Compared = Pick<CheckedBatch, 'violations' | 'drift' | 'drifted' | 'alarms' | 'warnings'>;

/** A record holds 400 KB; drift.json tells of all. */
const MOST_TOLD = 100;

/** `missing` says why something could not be compared; `predictions` is what the model answered on its own test rows. */
export type Comparison = {
  readonly compared: Compared;
  readonly report?: DriftReport;
  readonly baseline?: ProfiledData;
  readonly predictions?: ColumnProfile;
  readonly missing?: string;
};

/**
 * Has the batch drifted from what the model was trained on, by the project's current settings? Keeps drift.json and constraint_violations.json.
 * Once there are predictions they are one more column among the others, so that all tests together keep to one false-alarm budget.
 */
export async function compareBatch(
  record: BatchRecord,
  model: ScoringModel,
  batch: ProfiledData,
  services: Needed,
  predictions?: ColumnProfile,
): Promise<Comparison> {
  const baseline = await readBaselineOf(record, model, services);
  if (typeof baseline === 'string') return { compared: { alarms: [], warnings: [] }, missing: baseline };
  const before = predictions && (await readPredictions(model, services));
  const { definition } = await readProjectRecord(record.project, services);
  const report = compareProfiles(
    { ...baseline, columns: [...baseline.columns, ...(before ? [before] : [])] },
    { ...batch, columns: [...batch.columns, ...(before && predictions ? [predictions] : [])] },
    definition.monitoring?.drift,
  );
  const compared = {
    drifted: report.drifted,
    drift: await services.artifacts.putJson(batchKey(record, 'drift.json'), report),
    violations: await services.artifacts.putJson(batchKey(record, 'constraint_violations.json'), violationsOf(report)),
    alarms: told(report.alarms),
    warnings: told(report.warnings),
  };
  return { compared, report, baseline, ...(before && { predictions: before }), ...(predictions && !before && { missing: NO_PREDICTIONS }) };
}

const NO_PREDICTIONS = 'The model brought no profile of its own predictions along: those on this batch were compared with nothing.';

const told = (findings: readonly Finding[]) => findings.slice(0, MOST_TOLD).map((finding) => ({ ...finding }));

/** The profile without the target, which no batch has; else the reason why there is none. */
async function readBaselineOf({ project }: BatchRecord, { run, baseline }: ScoringModel, services: Needed): Promise<ProfiledData | string> {
  if (!baseline) return `Run ${run}, whose model scored this, kept no profile of its data: drift was not looked for. The next model will bring one along.`;
  const profile = await readJson(baseline.profile, services);
  if (profile === undefined) return `The baseline ${baseline.profile} is gone: drift was not looked for. The next model will bring one along.`;
  const { definition } = await readRun({ project, run }, services);
  const setAside = baseline.setAside && (await readJson(baseline.setAside, services));
  const { columns, ...rest } = parsed(profile, baseline.profile, baseline.rows, setAside);
  return { ...rest, columns: columns.filter(({ name }) => name !== definition?.data.target) };
}

async function readPredictions({ baseline }: ScoringModel, services: Needed): Promise<ColumnProfile | undefined> {
  const uri = baseline?.predictions;
  const profile = uri && (await readJson(uri, services));
  return uri && profile !== undefined ? parsed(profile, uri, 0).columns.find(({ name }) => name === 'prediction') : undefined;
}

function parsed(profile: unknown, uri: string, rows: number, setAside?: unknown): ProfiledData {
  try {
    return readProfile(profile, rows, setAside);
  } catch (cause) {
    throw new BaselineUnreadableError(uri, { cause });
  }
}
