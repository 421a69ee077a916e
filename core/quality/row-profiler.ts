import type { Buffer } from 'node:buffer';
import { ColumnState } from './column-state.ts';
import type { Limits } from './limits.ts';
import { mayBeginNumber, parseNumber } from './number-parsing.ts';
import { isBlank } from './quoting.ts';
import { MALFORMED, REASONS, WRONG_WIDTH } from './reasons.ts';
import type { RowBatch } from './row-batch.ts';
import { SetAsideList } from './set-aside-list.ts';

const ROWS_AT_ONCE = 512;
const CELLS_AT_ONCE = 65_536;

/** Takes rows of which nothing is known but how many columns they have. */
export class RowProfiler {
  rows = 0;
  badRows = 0;
  readonly states: readonly ColumnState[];
  readonly setAside: SetAsideList;
  /** What the scanner must know: a row of many columns takes the place of several. */
  readonly shape: { readonly columns: number; readonly batchRows: number };
  readonly #source: string;
  readonly #bad = new Uint8Array(ROWS_AT_ONCE);

  constructor(source: string, columns: number, { listedRows }: Limits) {
    this.#source = source;
    this.states = Array.from({ length: columns }, () => new ColumnState());
    this.setAside = new SetAsideList(listedRows);
    this.shape = { columns: Math.max(1, columns), batchRows: Math.max(1, Math.min(ROWS_AT_ONCE, Math.floor(CELLS_AT_ONCE / Math.max(1, columns)))) };
  }

  take(batch: RowBatch): void {
    const badBefore = this.badRows;
    for (let row = 0; row < batch.rows; row += 1) {
      const verdict = batch.widths[row] !== batch.columns ? WRONG_WIDTH : batch.malformed[row] === 1 ? MALFORMED : 0;
      this.#bad[row] = verdict;
      if (verdict === 0) continue;
      this.badRows += 1;
      this.setAside.add({ source: this.#source, line: batch.lines[row] ?? 0, reason: REASONS[verdict] });
    }
    this.rows += batch.rows;
    const allGood = this.badRows === badBefore;
    this.states.forEach((state, column) => {
      const from = column * batch.stride;
      if (allGood && batch.unread[column] === 0) state.numbers.addAll(batch.values.subarray(from, from + batch.rows));
      else this.#takeColumn(batch, state, column);
    });
  }

  /** Looks at each cell of a column that holds more than plain numbers. A text that came before is text again: nothing else is tried. */
  #takeColumn({ bytes, view, starts, ends, values, stride, columns, rows }: RowBatch, state: ColumnState, column: number): void {
    const { numbers, texts } = state;
    for (let row = 0, cell = column, slot = column * stride; row < rows; row += 1, cell += columns, slot += 1) {
      if (this.#bad[row] !== 0) continue;
      const value = values[slot] ?? 0;
      if (!Number.isNaN(value)) numbers.add(value);
      else if (!texts.addAgain(view, starts[cell] ?? 0, ends[cell] ?? 0)) this.#takeCell(bytes, view, starts[cell] ?? 0, ends[cell] ?? 0, state);
    }
  }

  #takeCell(bytes: Buffer, view: DataView, start: number, end: number, state: ColumnState): void {
    const value = mayBeginNumber(bytes[start] ?? 0) ? parseNumber(bytes, start, end) : Number.NaN;
    if (Number.isFinite(value)) state.numbers.add(value);
    else if (!Number.isNaN(value)) state.notFinite += 1;
    else if (isBlank(bytes, start, end)) state.missing += 1;
    else state.texts.add(view, start, end);
  }
}
