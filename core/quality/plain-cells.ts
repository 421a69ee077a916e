import { CARRIAGE_RETURN, type Cursor, LINE_FEED, QUOTE, type Records } from './cursor.ts';
import { decimalOf } from './number-parsing.ts';
import type { BatchBuilder } from './row-batch.ts';

const MINUS = 45;
const POINT = 46;
/** More digits than any cell that is read as a number on the way may have. */
const NO_NUMBER = 1000;

/**
 * The hot loop: unquoted cells, record after record, until a quote opens or the bytes end. Reads numbers on the way. It is one long function, with its state in locals,
 * because every byte passes here. A cell that was begun in an earlier chunk is left to be read as a number later.
 */
export function scanPlainCells(cursor: Cursor, batch: BatchBuilder, delimiter: number, records: Records): void {
  const { bytes, starts, ends, values, columns, capacity } = batch;
  const { filled } = cursor;
  let { position, cellStart, column } = cursor;
  let cell = batch.rows * columns + column;
  let slot = column * capacity + batch.rows;
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
    if (byte === POINT) {
      digits = point === 0 ? digits : NO_NUMBER;
      point = position;
      continue;
    }
    const over = byte === delimiter || byte === LINE_FEED || byte === CARRIAGE_RETURN;
    if (!over) {
      if (byte === QUOTE && position - 1 === cellStart) {
        cursor.column = column;
        cursor.open(position);
        return;
      }
      if (byte !== MINUS || position - 1 !== cellStart) digits = NO_NUMBER;
      continue;
    }
    if (column < columns) {
      starts[cell] = cellStart;
      ends[cell] = position - 1;
      const value = digits > 18 ? Number.NaN : decimalOf(upper, lower, digits, point === 0 ? 0 : position - 1 - point);
      values[slot] = bytes[cellStart] === MINUS ? -value : value;
    }
    if (byte === delimiter) {
      cell += 1;
      slot += capacity;
      column += 1;
    } else {
      cursor.column = column;
      cursor.cellStart = cellStart;
      records.endLine(position - 1, byte);
      column = 0;
      slot = batch.rows;
      cell = slot * columns;
    }
    cellStart = position;
    upper = 0;
    lower = 0;
    digits = 0;
    point = 0;
  }
  cursor.position = position;
  cursor.cellStart = cellStart;
  cursor.column = column;
}
