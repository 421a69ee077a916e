import type { Check, Measured, NotCompared } from './measured.ts';

/** A test that has been judged among all the others. `small`: certain, but below the size that counts. */
export interface Judged extends Omit<Measured, 'mode' | 'smallestP'> {
  readonly adjustedP: number;
  readonly verdict: 'alarm' | 'warning' | 'small' | 'unchanged';
}

export interface Finding {
  readonly column: string;
  readonly check: Check | 'range_check';
  readonly sentence: string;
}

/** drift.json: how a batch compares with its baseline. It has drifted when there is an alarm; warnings are for the reader. */
export interface DriftReport {
  readonly version: 1;
  readonly drifted: boolean;
  readonly rows: { readonly baseline: number; readonly batch: number };
  /** The share of batches like the baseline that may raise an alarm, and how many tests it was divided among. */
  readonly falseAlarmsAtMost: number;
  readonly testsCounted: number;
  readonly alarms: readonly Finding[];
  readonly warnings: readonly Finding[];
  readonly tests: readonly Judged[];
  readonly notCompared: readonly NotCompared[];
}
