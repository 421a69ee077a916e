import { isUtf8 } from 'node:buffer';
import type { Column } from '../project.ts';
import { type Hash, hashBytes } from './hashing.ts';
import { parseNumber } from './number-parsing.ts';
import { isBlank } from './quoting.ts';
import { EMPTY, GOOD, MALFORMED, NOT_A_NUMBER, NOT_FINITE, NOT_UTF8, NOT_WHOLE, NUL, UNKNOWN_CATEGORY, WRONG_WIDTH } from './reasons.ts';
import type { RowBatch } from './row-batch.ts';
import { viewOf } from './text-bytes.ts';
import { TextDictionary } from './text-dictionary.ts';

/** Judges the rows of a batch by the contract, column by column, and keeps the numbers that it parsed on the way. */
export class RowCheck {
  /** Per row: an index into REASONS, 0 where the row is good. */
  readonly verdicts: Uint8Array;
  /** Per row that is not good: which contract column was at fault, or -1 for the row as a whole. */
  readonly faults: Int32Array;
  /** Per contract column, per row: the number, or NaN where the cell is empty. */
  readonly numbers: readonly Float64Array[];
  readonly #columns: readonly Column[];
  readonly #known: readonly (TextDictionary | undefined)[];
  readonly #hash: Hash = { high: 0, low: 0 };

  constructor(columns: readonly Column[], capacity: number) {
    this.#columns = columns;
    this.verdicts = new Uint8Array(capacity);
    this.faults = new Int32Array(capacity);
    this.numbers = columns.map(({ type }) => new Float64Array(type === 'number' || type === 'integer' ? capacity : 0));
    this.#known = columns.map(({ values }) => (values === undefined ? undefined : dictionaryOf(values)));
  }

  /** `order` says where in the file each contract column stands. Cells are trimmed in place where space around them means nothing. */
  judge(batch: RowBatch, order: readonly number[]): void {
    for (let row = 0; row < batch.rows; row += 1) {
      this.verdicts[row] = batch.widths[row] !== batch.columns ? WRONG_WIDTH : batch.malformed[row] === 1 ? MALFORMED : GOOD;
      this.faults[row] = -1;
    }
    this.#columns.forEach((column, at) => {
      this.#judgeColumn(batch, column, at, order[at] ?? at);
    });
  }

  #judgeColumn(batch: RowBatch, column: Column, at: number, place: number): void {
    const { bytes, starts, ends, columns, rows } = batch;
    const numeric = column.type === 'number' || column.type === 'integer';
    const { verdicts } = this;
    for (let row = 0; row < rows; row += 1) {
      if (verdicts[row] !== GOOD) continue;
      const cell = row * columns + place;
      if (column.type !== 'text' || isBlank(bytes, starts[cell] ?? 0, ends[cell] ?? 0)) trim(batch, cell);
      const verdict =
        starts[cell] === ends[cell]
          ? this.#judgeEmpty(column, at, row)
          : numeric
            ? this.#judgeNumber(batch, cell, column, at, row)
            : this.#judgeText(batch, cell, at);
      if (verdict === GOOD) continue;
      verdicts[row] = verdict;
      this.faults[row] = at;
    }
  }

  #judgeEmpty({ optional }: Column, at: number, row: number): number {
    const numbers = this.numbers[at];
    if (numbers !== undefined) numbers[row] = Number.NaN;
    return optional === true ? GOOD : EMPTY;
  }

  #judgeNumber({ bytes, starts, ends, values, stride, columns }: RowBatch, cell: number, { type }: Column, at: number, row: number): number {
    const read = values[(cell - row * columns) * stride + row] ?? 0;
    const value = Number.isNaN(read) ? parseNumber(bytes, starts[cell] ?? 0, ends[cell] ?? 0) : read;
    const numbers = this.numbers[at];
    if (numbers !== undefined) numbers[row] = value;
    if (Number.isFinite(value)) {
      if (bytes[starts[cell] ?? 0] === 43) starts[cell] = (starts[cell] ?? 0) + 1;
      return type === 'integer' && !Number.isInteger(value) ? NOT_WHOLE : GOOD;
    }
    return Number.isNaN(value) ? NOT_A_NUMBER : NOT_FINITE;
  }

  #judgeText({ bytes, view, starts, ends }: RowBatch, cell: number, at: number): number {
    const start = starts[cell] ?? 0;
    const end = ends[cell] ?? 0;
    const known = this.#known[at];
    if (known !== undefined) {
      hashBytes(view, start, end, this.#hash);
      return known.find(view, start, end, this.#hash) >= 0 ? GOOD : UNKNOWN_CATEGORY;
    }
    let any = 0;
    for (let position = start; position < end; position += 1) {
      const byte = bytes[position] ?? 0;
      if (byte === 0) return NUL;
      any |= byte;
    }
    return any < 0x80 || isUtf8(bytes.subarray(start, end)) ? GOOD : NOT_UTF8;
  }
}

function trim({ bytes, starts, ends }: RowBatch, cell: number): void {
  let start = starts[cell] ?? 0;
  let end = ends[cell] ?? 0;
  while (start < end && (bytes[start] === 32 || bytes[start] === 9)) start += 1;
  while (end > start && (bytes[end - 1] === 32 || bytes[end - 1] === 9)) end -= 1;
  starts[cell] = start;
  ends[cell] = end;
}

function dictionaryOf(values: readonly string[]): TextDictionary {
  const dictionary = new TextDictionary();
  const hash: Hash = { high: 0, low: 0 };
  for (const value of values) {
    const text = viewOf(new TextEncoder().encode(value.trim()));
    hashBytes(text, 0, text.byteLength, hash);
    if (dictionary.find(text, 0, text.byteLength, hash) < 0) dictionary.keep(text, 0, text.byteLength, hash, 1);
  }
  return dictionary;
}
