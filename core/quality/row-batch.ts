import { Buffer } from 'node:buffer';
import { singleQuotes } from './quoting.ts';

/** Complete records as offsets into `bytes`: cell (row, column) lies from starts[row * columns + column] to ends[...]. Valid only while it is being consumed. */
export interface RowBatch {
  readonly bytes: Buffer;
  /** The same bytes. */
  readonly view: DataView;
  readonly columns: number;
  readonly rows: number;
  readonly starts: Int32Array;
  readonly ends: Int32Array;
  /** How many rows there can be. */
  readonly capacity: number;
  /** How far the values of one column lie from those of the next. */
  readonly stride: number;
  /** Column by column: values[column * stride + row] is the number that the cell holds, or NaN where it has to be looked at more closely: with parseNumber. */
  readonly values: Float64Array;
  /** Per column: 0 where all of its values are numbers. */
  readonly unread: Uint8Array;
  /** How many cells the record has; where that is not `columns`, its cells are not to be read. */
  readonly widths: Int32Array;
  /** Physical line, 1-based, on which the record begins. */
  readonly lines: Float64Array;
  /** 1 where text follows a closing quote. */
  readonly malformed: Uint8Array;
}

/** Collects the cells of records until someone consumes them. Cells of the record that is still open survive `carry`. */
export class BatchBuilder implements RowBatch {
  bytes: Buffer = Buffer.allocUnsafeSlow(131_072);
  view = new DataView(this.bytes.buffer);
  rows = 0;
  readonly columns: number;
  readonly capacity: number;
  /** No power of two, or the columns of one row would all compete for the same few lines of the processor's cache. */
  readonly stride: number;
  readonly starts: Int32Array;
  readonly ends: Int32Array;
  readonly values: Float64Array;
  readonly unread: Uint8Array;
  readonly widths: Int32Array;
  readonly lines: Float64Array;
  readonly malformed: Uint8Array;
  #doubled: number[] = [];

  constructor(columns: number, capacity: number) {
    this.columns = columns;
    this.capacity = capacity;
    this.stride = capacity + 8;
    this.starts = new Int32Array(columns * capacity);
    this.ends = new Int32Array(columns * capacity);
    this.values = new Float64Array(columns * this.stride);
    this.unread = new Uint8Array(columns);
    this.widths = new Int32Array(capacity);
    this.lines = new Float64Array(capacity);
    this.malformed = new Uint8Array(capacity);
  }

  place(column: number, start: number, end: number): void {
    if (column >= this.columns) return;
    const cell = this.rows * this.columns + column;
    this.starts[cell] = start;
    this.ends[cell] = end;
  }

  /** `doubled`: the cell holds doubled quotes, which are made single only once its record is complete. */
  quoted(column: number, start: number, end: number, doubled: boolean): void {
    if (column >= this.columns) return;
    this.place(column, start, end);
    this.readLater(column);
    if (doubled) this.#doubled.push(this.rows * this.columns + column);
  }

  readLater(column: number): void {
    if (column >= this.columns) return;
    this.values[column * this.stride + this.rows] = Number.NaN;
    this.unread[column] = 1;
  }

  markMalformed(): void {
    this.malformed[this.rows] = 1;
  }

  endRow(width: number, line: number): void {
    this.widths[this.rows] = width;
    this.lines[this.rows] = line;
    this.rows += 1;
    if (this.rows < this.capacity) this.malformed[this.rows] = 0;
  }

  /** Forgets the record that is still open: a blank line, a header. */
  dropRow(): void {
    this.malformed[this.rows] = 0;
    const complete = this.rows * this.columns;
    if (this.#doubled.length > 0) this.#doubled = this.#doubled.filter((index) => index < complete);
  }

  /** Makes doubled quotes in complete records single, in place. */
  unescape(): void {
    if (this.#doubled.length === 0) return;
    const complete = this.rows * this.columns;
    for (const index of this.#doubled) if (index < complete) this.ends[index] = singleQuotes(this.bytes, this.starts[index] ?? 0, this.ends[index] ?? 0);
    this.#doubled = this.#doubled.filter((index) => index >= complete).map((index) => index - complete);
  }

  /** Empties the batch; the first `open` cells of the unfinished record become those of row 0, `shift` bytes earlier. */
  carry(open: number, shift: number): void {
    const from = this.rows * this.columns;
    const count = Math.min(open, this.columns);
    this.unread.fill(0);
    for (let column = 0; column < count; column += 1) {
      this.starts[column] = (this.starts[from + column] ?? 0) - shift;
      this.ends[column] = (this.ends[from + column] ?? 0) - shift;
      const value = this.values[column * this.stride + this.rows] ?? 0;
      this.values[column * this.stride] = value;
      if (Number.isNaN(value)) this.unread[column] = 1;
    }
    this.malformed[0] = this.rows < this.capacity ? (this.malformed[this.rows] ?? 0) : 0;
    this.rows = 0;
  }
}
