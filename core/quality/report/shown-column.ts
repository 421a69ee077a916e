import type { ColumnProfile } from '../column-profile.ts';
import type { Finding, Judged } from '../drift/drift-report.ts';
import type { NotCompared } from '../drift/measured.ts';
import type { ReportSubject } from './report-subject.ts';
import type { Sides } from './sides.ts';

/** One column as the page shows it: both sides, and all that was found about it. */
export interface ShownColumn {
  /** Unique on the page, whatever the columns are called. */
  readonly id: string;
  readonly name: string;
  readonly sides: Sides<ColumnProfile>;
  readonly tests: readonly Judged[];
  readonly alarms: readonly Finding[];
  readonly warnings: readonly Finding[];
  readonly notCompared: readonly NotCompared[];
}

/** The columns of both sides, those of the batch first and in its order. */
export function shownColumns({ batch, comparison }: ReportSubject): readonly ShownColumn[] {
  const [now, before] = [byName(batch.columns), byName(comparison?.baseline.columns ?? [])];
  const { tests = [], alarms = [], warnings = [], notCompared = [] } = comparison?.drift ?? {};
  const found = { tests: byColumn(tests), alarms: byColumn(alarms), warnings: byColumn(warnings), notCompared: byColumn(notCompared) };
  return [...new Set([...now.keys(), ...before.keys()])].map((name, at) => ({
    id: `column-${at + 1}`,
    name,
    sides: { baseline: before.get(name), batch: now.get(name) },
    tests: found.tests.get(name) ?? [],
    alarms: found.alarms.get(name) ?? [],
    warnings: found.warnings.get(name) ?? [],
    notCompared: found.notCompared.get(name) ?? [],
  }));
}

/** What the model answered, as one more column. */
export function shownPredictions({ predictions }: ReportSubject): ShownColumn | undefined {
  if (predictions === undefined) return undefined;
  const { batch, baseline, test } = predictions;
  const tests = test === undefined ? [] : [test];
  return {
    id: 'predictions',
    name: 'Predictions of the model',
    sides: { baseline, batch },
    tests,
    alarms: tests.filter(({ verdict }) => verdict === 'alarm'),
    warnings: tests.filter(({ verdict }) => verdict === 'warning'),
    notCompared: [],
  };
}

const byName = (columns: readonly ColumnProfile[]) => new Map(columns.map((column) => [column.name, column]));
const byColumn = <T extends { readonly column: string }>(found: readonly T[]) => Map.groupBy(found, ({ column }) => column);
