import type { ColumnProfile } from '../column-profile.ts';
import type { Mode } from './monitoring.ts';

/** The names that readers of constraint_violations.json know. */
export const CHECKS = [
  'baseline_drift_check',
  'completeness_check',
  'data_type_check',
  'categorical_values_check',
  'missing_column_check',
  'extra_column_check',
] as const;
export type Check = (typeof CHECKS)[number];

/** How many rows were set aside for a column's sake, by the reasons of reasons.ts: an empty cell that a contract forbids is a missing cell all the same. */
export type SetAsideByColumn = Readonly<Record<string, Readonly<Record<string, number>>>>;

/** One side of a comparison: the profile of a data set, as it is kept in profile.json. */
export interface ProfiledData {
  /** Rows that the profile sums up. */
  readonly rows: number;
  readonly columns: readonly ColumnProfile[];
  readonly setAside?: SetAsideByColumn;
}

/** One test of one column, before it is known how many others there are. */
export interface Measured {
  readonly column: string;
  readonly check: Check;
  readonly mode: Mode;
  readonly test: { readonly name: string; readonly statistic: number };
  readonly p: number;
  /** The smallest p that the totals allow, whatever the batch holds. */
  readonly smallestP: number;
  /** How large the change is, as a share of rows, and what it must reach. */
  readonly effect: { readonly name: string; readonly value: number; readonly atLeast: number };
  /** For a data scientist; without row values. */
  readonly sentence: string;
}

/** Why something was not compared. */
export interface NotCompared {
  readonly column: string;
  readonly check: Check;
  readonly reason: string;
}

export const isMeasured = (found: Measured | NotCompared): found is Measured => 'p' in found;
