import { Buffer } from 'node:buffer';
import { CARRIAGE_RETURN, CLOSING, Cursor, LINE_FEED, PLAIN, QUOTED, type Records } from './cursor.ts';
import { lineTooLong, quoteNeverClosed, type Where } from './errors.ts';
import { scanPlainCells } from './plain-cells.ts';
import { scanAfterQuote, scanQuoted } from './quoted-cells.ts';
import { isBlank, openQuoteLine } from './quoting.ts';
import { BatchBuilder, type RowBatch } from './row-batch.ts';

/** A line feed behind the bytes at hand ends every search, and four bytes may be read at once there. */
const SENTINEL = 8;

export interface ScannerOptions {
  readonly source: string;
  readonly delimiter: number;
  readonly columns: number;
  readonly rowBytes: number;
  /** Records to pass over: the header. */
  readonly skipRecords?: number;
  readonly batchRows?: number;
  /** Where the bytes begin, when not with the file. */
  readonly line?: number;
  readonly afterCarriageReturn?: boolean;
  /** Bytes of the file that come before the first one pushed (a byte order mark); undefined where the pushed bytes are not the file's own. */
  readonly offset?: () => number | undefined;
}

/** Finds records and cells in chunks of bytes that may break anywhere. Never holds more than one record beyond the chunk at hand. */
export class CsvScanner implements Records {
  readonly #options: ScannerOptions;
  readonly #consume: (batch: RowBatch) => void;
  readonly #batch: BatchBuilder;
  readonly #cursor: Cursor;
  #skip: number;

  constructor(options: ScannerOptions, consume: (batch: RowBatch) => void) {
    this.#options = options;
    this.#consume = consume;
    this.#skip = options.skipRecords ?? 0;
    this.#cursor = new Cursor(options.line, options.afterCarriageReturn);
    this.#batch = new BatchBuilder(options.columns, options.batchRows ?? 256);
  }

  push(chunk: Uint8Array): void {
    const cursor = this.#cursor;
    for (let from = 0; from < chunk.length; ) {
      const room = this.#batch.bytes.length - SENTINEL;
      if (cursor.filled === room) this.#makeRoom();
      const length = Math.min(chunk.length - from, this.#batch.bytes.length - SENTINEL - cursor.filled);
      this.#batch.bytes.set(chunk.subarray(from, from + length), cursor.filled);
      cursor.filled += length;
      this.#batch.bytes[cursor.filled] = LINE_FEED;
      from += length;
      this.#scan();
    }
  }

  end(): void {
    const cursor = this.#cursor;
    if (cursor.mode === QUOTED) throw quoteNeverClosed(this.#where(cursor.quoteLine));
    if (cursor.mode === CLOSING) cursor.close(cursor.position - 1);
    if (cursor.position > cursor.recordStart) {
      this.#batch.place(cursor.column, cursor.cellStart, cursor.position);
      this.#batch.readLater(cursor.column);
      this.#endRecord(cursor.position);
    }
    this.#emit();
  }

  endLine(position: number, byte: number): void {
    const cursor = this.#cursor;
    if (byte === LINE_FEED && position === cursor.recordStart && cursor.afterCarriageReturn) cursor.afterCarriageReturn = false;
    else {
      this.#endRecord(position);
      cursor.line += 1;
      cursor.afterCarriageReturn = byte === CARRIAGE_RETURN;
    }
    cursor.recordStart = position + 1;
    cursor.cellStart = position + 1;
    cursor.recordLine = cursor.line;
  }

  #scan(): void {
    const cursor = this.#cursor;
    const { delimiter, rowBytes } = this.#options;
    while (cursor.position < cursor.filled) {
      if (cursor.mode === PLAIN) scanPlainCells(cursor, this.#batch, delimiter, this);
      else if (cursor.mode === QUOTED) scanQuoted(cursor, this.#batch);
      else scanAfterQuote(cursor, this.#batch, delimiter, this);
    }
    if (cursor.filled - cursor.recordStart > rowBytes) throw this.#tooLong();
  }

  /** The record's last plain cell is already in its place. */
  #endRecord(position: number): void {
    const batch = this.#batch;
    const cursor = this.#cursor;
    if (position - cursor.recordStart > this.#options.rowBytes) throw this.#tooLong();
    const blank = cursor.mode === PLAIN && cursor.column === 0 && isBlank(batch.bytes, cursor.cellStart, position);
    if (cursor.mode !== PLAIN) batch.quoted(cursor.column, cursor.cellStart, cursor.cellEnd, cursor.cellDoubled);
    const width = cursor.column + 1;
    cursor.column = 0;
    cursor.mode = PLAIN;
    if (blank || this.#skip > 0) {
      if (!blank) this.#skip -= 1;
      batch.dropRow();
      return;
    }
    batch.endRow(width, cursor.recordLine);
    if (batch.rows < batch.capacity) return;
    this.#emit();
    batch.carry(0, 0);
  }

  #emit(): void {
    if (this.#batch.rows === 0) return;
    this.#batch.unescape();
    this.#consume(this.#batch);
  }

  #makeRoom(): void {
    const batch = this.#batch;
    const cursor = this.#cursor;
    const shift = cursor.recordStart;
    this.#emit();
    batch.carry(cursor.column, shift);
    const bytes = shift === 0 ? Buffer.allocUnsafeSlow(batch.bytes.length * 2) : batch.bytes;
    bytes.set(batch.bytes.subarray(shift, cursor.filled));
    batch.bytes = bytes;
    batch.view = new DataView(bytes.buffer);
    cursor.shift(shift);
  }

  #where(line: number): Where {
    const { source, offset } = this.#options;
    const before = offset?.();
    return { source, line, ...(before === undefined ? {} : { offset: before + this.#cursor.discarded + this.#cursor.recordStart }) };
  }

  #tooLong(): Error {
    const { rowBytes, delimiter } = this.#options;
    const { recordStart, recordLine } = this.#cursor;
    const line = openQuoteLine(this.#batch.bytes.subarray(recordStart, recordStart + rowBytes), delimiter, recordLine);
    return line === undefined ? lineTooLong(this.#where(recordLine), rowBytes) : quoteNeverClosed(this.#where(line));
  }
}
