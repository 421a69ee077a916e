import type { ColumnProfile } from '../../../../core/quality/column-profile.ts';
import { ColumnState } from '../../../../core/quality/column-state.ts';
import type { ProfiledData } from '../../../../core/quality/drift/measured.ts';

export type Cells = readonly (number | string | undefined)[];

/** Columns as one pass over a CSV would profile them. */
export function profiled(columns: Readonly<Record<string, Cells>>): ProfiledData {
  const rows = Math.max(...Object.values(columns).map(({ length }) => length));
  return { rows, columns: Object.entries(columns).map(([name, cells]) => columnOf(name, cells)) };
}

function columnOf(name: string, cells: Cells): ColumnProfile {
  const state = new ColumnState();
  for (const cell of cells) {
    if (cell === undefined) state.missing += 1;
    else if (typeof cell === 'number') state.numbers.add(cell);
    else state.texts.addText(cell, 1);
  }
  return state.profile(name);
}

export function repeated<T>(count: number, make: (at: number) => T): readonly T[] {
  return Array.from({ length: count }, (_, at) => make(at));
}
