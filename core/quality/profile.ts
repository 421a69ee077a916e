import type { ColumnProfile } from './column-profile.ts';
import { type Constraints, constraintsOf } from './constraints.ts';
import { DEFAULT_LIMITS, type Limits } from './limits.ts';
import { openCsv, readOf, scanned } from './opened-csv.ts';
import type { ReadSource, SetAside, Source } from './prepared.ts';
import { RowProfiler } from './row-profiler.ts';
import { type Statistics, statisticsOf } from './statistics.ts';
import type { TakenRows } from './taken-rows.ts';

export interface ProfileOptions {
  readonly header?: 'none' | 'present' | 'auto';
  readonly limits?: Partial<Limits>;
}

export interface Profiled {
  readonly source: ReadSource;
  readonly setAside: readonly SetAside[];
  readonly setAsideReasons: Readonly<Record<string, number>>;
  readonly statistics: Statistics;
  readonly constraints: Constraints;
  readonly profile: readonly ColumnProfile[];
}

/** Profiles a file that no project describes: names, types and statistics come from the file itself. Rows of another width than the first are set aside. */
export async function profileCsv(source: Source, { header, limits }: ProfileOptions = {}): Promise<Profiled> {
  const opened = await openCsv(source, { ...DEFAULT_LIMITS, ...limits });
  const layout = namesOf(opened.first, header);
  const rows = new RowProfiler(source.name, layout.names.length, opened.limits);
  for await (const _ of scanned(opened, { ...rows.shape, header: layout.header }, (batch) => rows.take(batch)));
  return profiled(readOf(opened, layout.header), layout.names, rows);
}

/** The answer, once all rows are taken. */
export function profiled(read: Omit<ReadSource, 'rows' | 'badRows'>, names: readonly string[], { rows, badRows, states, setAside }: TakenRows): Profiled {
  const profile = states.map((state, at) => state.profile(names[at] ?? ''));
  return {
    source: { ...read, rows, badRows },
    setAside: setAside.listed,
    setAsideReasons: setAside.reasons,
    statistics: statisticsOf(profile, rows - badRows),
    constraints: constraintsOf(profile),
    profile,
  };
}

/** What the columns are called: as the first record says where it is a header, and numbered otherwise. */
export function namesOf(first: readonly string[], header: ProfileOptions['header'] = 'auto'): { readonly header: boolean; readonly names: readonly string[] } {
  const named = header === 'present' || (header === 'auto' && readsAsHeader(first));
  return { header: named, names: first.map((cell, at) => (named ? cell.trim() : `column_${at + 1}`)) };
}

/** Names are not empty, not numbers, and no two are the same. */
function readsAsHeader(cells: readonly string[]): boolean {
  const names = cells.map((cell) => cell.trim());
  return new Set(names).size === names.length && names.every((name) => name !== '' && Number.isNaN(Number(name)));
}
