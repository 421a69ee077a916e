import { Buffer } from 'node:buffer';
import { lineTooLong, quoteNeverClosed, type Where } from './errors.ts';
import { decimalOf } from './number-parsing.ts';
import { isBlank, openQuoteLine } from './quoting.ts';
import { BatchBuilder, type RowBatch } from './row-batch.ts';

const LINE_FEED = 10;
const CARRIAGE_RETURN = 13;
const QUOTE = 34;
const MINUS = 45;
const POINT = 46;
/** More digits than any cell that is read as a number on the way may have. */
const NO_NUMBER = 1000;

/** Where the scanner stands between two bytes. PLAIN at the first byte of a cell is where a quote may open. */
const PLAIN = 0;
const QUOTED = 1;
const CLOSING = 2;
const CLOSED = 3;

export interface ScannerOptions {
  readonly source: string;
  readonly delimiter: number;
  readonly columns: number;
  readonly rowBytes: number;
  /** Records to pass over: the header. */
  readonly skipRecords?: number;
  readonly batchRows?: number;
  /** Bytes of the file that come before the first one pushed (a byte order mark); absent where the pushed bytes are not the file's own. */
  readonly offset?: () => number | undefined;
}

/** Finds records and cells in chunks of bytes that may break anywhere. Never holds more than one record beyond the chunk at hand. */
export class CsvScanner {
  readonly #options: ScannerOptions;
  readonly #consume: (batch: RowBatch) => void;
  readonly #batch: BatchBuilder;
  #filled = 0;
  #position = 0;
  #recordStart = 0;
  #discarded = 0;
  #mode = PLAIN;
  #cellStart = 0;
  #cellEnd = 0;
  #cellDoubled = false;
  #column = 0;
  #line = 1;
  #recordLine = 1;
  #quoteLine = 1;
  #afterCarriageReturn = false;
  #skip: number;

  constructor(options: ScannerOptions, consume: (batch: RowBatch) => void) {
    this.#options = options;
    this.#consume = consume;
    this.#skip = options.skipRecords ?? 0;
    this.#batch = new BatchBuilder(options.columns, options.batchRows ?? Math.max(1, Math.min(1024, Math.floor(32_768 / options.columns))));
  }

  push(chunk: Uint8Array): void {
    const batch = this.#batch;
    for (let from = 0; from < chunk.length; ) {
      if (this.#filled === batch.bytes.length) this.#makeRoom();
      const length = Math.min(chunk.length - from, batch.bytes.length - this.#filled);
      batch.bytes.set(chunk.subarray(from, from + length), this.#filled);
      this.#filled += length;
      from += length;
      this.#scan();
    }
  }

  end(): void {
    if (this.#mode === QUOTED) throw quoteNeverClosed(this.#where(this.#quoteLine));
    if (this.#mode === CLOSING) this.#close(this.#position - 1);
    if (this.#position > this.#recordStart) {
      this.#batch.readLater(this.#column);
      this.#endRecord(this.#position);
    }
    this.#emit();
  }

  #scan(): void {
    while (this.#position < this.#filled) {
      if (this.#mode === PLAIN) this.#scanPlain();
      else if (this.#mode === QUOTED) this.#scanQuoted();
      else this.#scanClosed();
    }
    if (this.#filled - this.#recordStart > this.#options.rowBytes) throw this.#tooLong();
  }

  /**
   * The hot loop: unquoted cells, record after record, until a quote opens or the bytes end. Reads numbers on the way. It is written out, with its state in locals,
   * because every byte passes here. A cell that was begun in an earlier chunk is left to be read as a number later.
   */
  #scanPlain(): void {
    const { bytes, starts, ends, values, columns, capacity } = this.#batch;
    const { delimiter } = this.#options;
    const filled = this.#filled;
    let position = this.#position;
    let cellStart = this.#cellStart;
    let column = this.#column;
    let cell = this.#batch.rows * columns + column;
    let slot = column * capacity + this.#batch.rows;
    let upper = 0;
    let lower = 0;
    let digits = position === cellStart ? 0 : NO_NUMBER;
    let point = 0;
    while (position < filled) {
      const byte = bytes[position] ?? 0;
      position += 1;
      if (byte >= 48 && byte <= 57) {
        if (digits === 9) {
          upper = lower;
          lower = 0;
        }
        lower = (Math.imul(lower, 10) + byte - 48) | 0;
        digits += 1;
        continue;
      }
      if (byte === delimiter) {
        if (column < columns) {
          starts[cell] = cellStart;
          ends[cell] = position - 1;
          const value = digits > 18 ? Number.NaN : decimalOf(upper, lower, digits, point === 0 ? 0 : position - 1 - point);
          values[slot] = bytes[cellStart] === MINUS ? -value : value;
        }
        cell += 1;
        slot += capacity;
        column += 1;
      } else if (byte === POINT) {
        digits = point === 0 ? digits : NO_NUMBER;
        point = position;
        continue;
      } else if (byte === LINE_FEED || byte === CARRIAGE_RETURN) {
        const value = digits > 18 ? Number.NaN : decimalOf(upper, lower, digits, point === 0 ? 0 : position - 1 - point);
        if (column < columns) values[slot] = bytes[cellStart] === MINUS ? -value : value;
        this.#column = column;
        this.#cellStart = cellStart;
        this.#endLine(position - 1, byte);
        column = 0;
        slot = this.#batch.rows;
        cell = slot * columns;
      } else if (byte === QUOTE && position - 1 === cellStart) {
        this.#column = column;
        this.#open(position);
        return;
      } else {
        if (byte !== MINUS || position - 1 !== cellStart) digits = NO_NUMBER;
        continue;
      }
      cellStart = position;
      upper = 0;
      lower = 0;
      digits = 0;
      point = 0;
    }
    this.#position = position;
    this.#cellStart = cellStart;
    this.#column = column;
  }

  #open(position: number): void {
    this.#mode = QUOTED;
    this.#quoteLine = this.#line;
    this.#cellStart = position;
    this.#cellDoubled = false;
    this.#position = position;
  }

  #scanQuoted(): void {
    const { bytes } = this.#batch;
    const filled = this.#filled;
    let position = this.#position;
    for (; position < filled; position += 1) {
      const byte = bytes[position] ?? 0;
      if (byte === QUOTE) {
        this.#mode = CLOSING;
        position += 1;
        break;
      }
      if (byte === CARRIAGE_RETURN || (byte === LINE_FEED && bytes[position - 1] !== CARRIAGE_RETURN)) this.#line += 1;
    }
    this.#position = position;
  }

  /** After a quote inside quotes: a second one stands for itself, anything else means that the cell is over. */
  #scanClosed(): void {
    const byte = this.#batch.bytes[this.#position] ?? 0;
    if (this.#mode === CLOSING && byte === QUOTE) {
      this.#cellDoubled = true;
      this.#mode = QUOTED;
      this.#position += 1;
      return;
    }
    if (this.#mode === CLOSING) this.#close(this.#position - 1);
    if (byte === this.#options.delimiter) {
      this.#batch.quoted(this.#column, this.#cellStart, this.#cellEnd, this.#cellDoubled);
      this.#column += 1;
      this.#cellStart = this.#position + 1;
      this.#mode = PLAIN;
    } else if (byte === LINE_FEED || byte === CARRIAGE_RETURN) {
      this.#endLine(this.#position, byte);
    } else if (byte !== 32) {
      this.#batch.markMalformed();
    }
    this.#position += 1;
  }

  #close(end: number): void {
    this.#cellEnd = end;
    this.#mode = CLOSED;
  }

  #endLine(position: number, byte: number): void {
    if (byte === LINE_FEED && position === this.#recordStart && this.#afterCarriageReturn) this.#afterCarriageReturn = false;
    else {
      this.#endRecord(position);
      this.#line += 1;
      this.#afterCarriageReturn = byte === CARRIAGE_RETURN;
    }
    this.#recordStart = position + 1;
    this.#cellStart = position + 1;
    this.#recordLine = this.#line;
  }

  #endRecord(position: number): void {
    const batch = this.#batch;
    if (position - this.#recordStart > this.#options.rowBytes) throw this.#tooLong();
    const blank = this.#mode === PLAIN && this.#column === 0 && isBlank(batch.bytes, this.#cellStart, position);
    if (this.#mode === PLAIN) batch.place(this.#column, this.#cellStart, position);
    else batch.quoted(this.#column, this.#cellStart, this.#cellEnd, this.#cellDoubled);
    const width = this.#column + 1;
    this.#column = 0;
    this.#mode = PLAIN;
    if (blank || this.#skip > 0) {
      if (!blank) this.#skip -= 1;
      batch.dropRow();
      return;
    }
    batch.endRow(width, this.#recordLine);
    if (batch.rows === batch.capacity) {
      this.#emit();
      batch.carry(0, 0);
    }
  }

  #emit(): void {
    if (this.#batch.rows === 0) return;
    this.#batch.unescape();
    this.#consume(this.#batch);
  }

  #makeRoom(): void {
    const batch = this.#batch;
    const shift = this.#recordStart;
    this.#emit();
    batch.carry(this.#column, shift);
    const bytes = shift === 0 ? Buffer.allocUnsafeSlow(batch.bytes.length * 2) : batch.bytes;
    bytes.set(batch.bytes.subarray(shift, this.#filled));
    batch.bytes = bytes;
    this.#discarded += shift;
    this.#filled -= shift;
    this.#position -= shift;
    this.#cellStart -= shift;
    this.#cellEnd -= shift;
    this.#recordStart = 0;
  }

  #where(line: number): Where {
    const { source, offset } = this.#options;
    const before = offset?.();
    return { source, line, ...(before === undefined ? {} : { offset: before + this.#discarded + this.#recordStart }) };
  }

  #tooLong(): Error {
    const { rowBytes, delimiter } = this.#options;
    const begin = this.#batch.bytes.subarray(this.#recordStart, this.#recordStart + rowBytes);
    const line = openQuoteLine(begin, delimiter, this.#recordLine);
    return line === undefined ? lineTooLong(this.#where(this.#recordLine), rowBytes) : quoteNeverClosed(this.#where(line));
  }
}
