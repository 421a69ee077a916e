import * as z from 'zod/mini';
import { ColumnState } from '../column-state.ts';
import { DEFAULT_LIMITS } from '../limits.ts';
import { SavedColumn } from '../saved-column.ts';
import { SetAsideList } from '../set-aside-list.ts';
import type { TakenRows } from '../taken-rows.ts';
import { SavedWidths } from '../width-tally.ts';

const SetAside = z.object({ source: z.string(), line: z.number(), column: z.optional(z.string()), reason: z.string() });

/** What one span of a file told, as plain data: one process writes it, another merges it. It holds values of the file, so it belongs where the file belongs. */
export const RangePart = z.object({
  encoding: z.enum(['utf-8', 'windows-1252']),
  rows: z.number(),
  badRows: z.number(),
  setAside: z.array(SetAside),
  setAsideReasons: z.record(z.string(), z.number()),
  columns: z.array(SavedColumn),
  widths: z.optional(SavedWidths),
  /** Of the part of the clean copy. */
  clean: z.optional(z.object({ sha256: z.string(), bytes: z.number() })),
});
export type RangePart = z.infer<typeof RangePart>;

export function partOf(encoding: RangePart['encoding'], { rows, badRows, states, setAside }: TakenRows): RangePart {
  return { encoding, rows, badRows, setAside: setAside.listed, setAsideReasons: setAside.reasons, columns: states.map((state) => state.saved()) };
}

/** Parts in the order of the data set, merged as they come: no two of them need be in memory. */
export class PartsTaken implements TakenRows {
  rows = 0;
  badRows = 0;
  readonly states: readonly ColumnState[];
  readonly setAside: SetAsideList;

  constructor(columns: number, listedRows = DEFAULT_LIMITS.listedRows) {
    this.states = Array.from({ length: columns }, () => new ColumnState());
    this.setAside = new SetAsideList(listedRows);
  }

  take(part: RangePart): void {
    this.rows += part.rows;
    this.badRows += part.badRows;
    this.setAside.merge(part.setAside, part.setAsideReasons);
    part.columns.forEach((saved, at) => {
      this.states[at]?.merge(ColumnState.restored(saved));
    });
  }
}
