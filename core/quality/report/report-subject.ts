import type { ColumnProfile } from '../column-profile.ts';
import type { DriftReport, Judged } from '../drift/drift-report.ts';
import type { ProfiledData } from '../drift/measured.ts';

/** All that the quality report tells. The caller has the facts; times are texts, printed as they are. */
export interface ReportSubject {
  readonly project?: string;
  readonly generatedAt: string;
  readonly looked: LookedAt;
  readonly batch: ProfiledData;
  /** Missing where there is no baseline; the page says so. */
  readonly comparison?: Comparison;
  /** What else was found, in sentences. */
  readonly findings: readonly string[];
  readonly predictions?: Predictions;
}

/** The file, and what became of its rows. */
export interface LookedAt {
  readonly key: string;
  /** What tells this content from others under the same key: a version id or a hash. */
  readonly version?: string;
  /** All data rows, good and bad. */
  readonly rows: number;
  readonly setAside: readonly SetAsideGroup[];
}

/** Rows set aside for one reason: how many, and where the first ones begin. Never their values. */
export interface SetAsideGroup {
  readonly reason: string;
  readonly rows: number;
  readonly first: readonly { readonly line: number; readonly column?: string }[];
}

export interface Comparison {
  readonly origin: BaselineOrigin;
  readonly baseline: ProfiledData;
  readonly drift: DriftReport;
}

/** Where the baseline comes from: a registered model's training data, or a folder that somebody named. */
export type BaselineOrigin = { readonly run: string; readonly modelVersion: string; readonly registeredAt: string } | { readonly folder: string };

/** What the model answered, profiled like a column. */
export interface Predictions {
  readonly batch: ColumnProfile;
  readonly baseline?: ColumnProfile;
  readonly test?: Judged;
}
