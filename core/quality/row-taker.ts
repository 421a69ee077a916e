import type { Column } from '../project.ts';
import type { RowSink } from './clean-copy.ts';
import type { ColumnState } from './column-state.ts';
import type { Layout } from './header.ts';
import type { Contract } from './prepared.ts';
import { REASONS } from './reasons.ts';
import type { RowBatch } from './row-batch.ts';
import { RowCheck } from './row-check.ts';
import type { SetAsideList } from './set-aside-list.ts';
import { WidthTally } from './width-tally.ts';

export const ROWS_AT_ONCE = 256;

export interface Work {
  readonly contract: Contract;
  readonly states: readonly ColumnState[];
  readonly setAside: SetAsideList;
  readonly clean: RowSink;
}

/** Takes rows batch by batch: the good into states and clean copy, the others into the list. */
export class RowTaker {
  rows = 0;
  badRows = 0;
  readonly #source: string;
  readonly #order: readonly number[];
  readonly #work: Work;
  readonly #check: RowCheck;
  readonly widths: WidthTally;

  constructor(source: string, { order, names }: Pick<Layout, 'order' | 'names'>, work: Work) {
    this.#source = source;
    this.#order = order;
    this.#work = work;
    this.#check = new RowCheck(work.contract.columns, ROWS_AT_ONCE);
    this.widths = new WidthTally(names.length);
  }

  take(batch: RowBatch): void {
    this.#check.judge(batch, this.#order);
    this.#work.contract.columns.forEach((column, at) => {
      this.#profile(batch, column, at);
    });
    for (let row = 0; row < batch.rows; row += 1) {
      if (this.#check.verdicts[row] === 0) this.#work.clean.row(batch, row, this.#order);
      else this.#setAside(batch, row);
    }
    this.rows += batch.rows;
  }

  #profile({ view, starts, ends, columns, rows }: RowBatch, { type }: Column, at: number): void {
    const state = this.#work.states[at];
    const numbers = this.#check.numbers[at];
    if (state === undefined || numbers === undefined) return;
    const numeric = type === 'number' || type === 'integer';
    const place = this.#order[at] ?? at;
    for (let row = 0; row < rows; row += 1) {
      if (this.#check.verdicts[row] !== 0) continue;
      const start = starts[row * columns + place] ?? 0;
      const end = ends[row * columns + place] ?? 0;
      if (start === end) state.missing += 1;
      else if (numeric) state.numbers.add(numbers[row] ?? 0);
      else if (!state.texts.addAgain(view, start, end)) state.texts.add(view, start, end);
    }
  }

  #setAside({ lines, widths }: RowBatch, row: number): void {
    const reason = REASONS[this.#check.verdicts[row] ?? 0] ?? '';
    const column = this.#work.contract.columns[this.#check.faults[row] ?? -1]?.name;
    this.badRows += 1;
    this.widths.add(widths[row] ?? 0);
    this.#work.setAside.add({ source: this.#source, line: lines[row] ?? 0, ...(column === undefined ? {} : { column }), reason });
  }
}
