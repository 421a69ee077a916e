import type { Finding } from './drift-report.ts';
import type { ProfiledData } from './measured.ts';
import type { Mode } from './monitoring.ts';

export type Moded = Finding & { readonly mode: Mode };

/** Columns that only one side has. No test is needed: a batch like the baseline has the baseline's columns. */
export function columnSet(
  baseline: ProfiledData,
  batch: ProfiledData,
  { missingColumns, extraColumns }: { readonly missingColumns: Mode; readonly extraColumns: Mode },
): readonly Moded[] {
  const missing = notIn(batch, baseline).map((column) => {
    return { column, check: 'missing_column_check', mode: missingColumns, sentence: `${column}: the baseline has this column, the batch has not.` } as const;
  });
  const extra = notIn(baseline, batch).map((column) => {
    return { column, check: 'extra_column_check', mode: extraColumns, sentence: `${column}: the batch has this column, the baseline has not.` } as const;
  });
  return [...missing, ...extra];
}

function notIn(other: ProfiledData, { columns }: ProfiledData): readonly string[] {
  const names = new Set(other.columns.map(({ name }) => name));
  return columns.map(({ name }) => name).filter((name) => !names.has(name));
}
