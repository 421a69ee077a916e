import { findCellEnd } from './cell-end.ts';
import { CARRIAGE_RETURN, type Cursor, LINE_FEED, QUOTE, type Records } from './cursor.ts';
import { longDecimal } from './long-decimal.ts';
import { SIGNED_POWERS } from './powers-of-ten.ts';
import type { BatchBuilder } from './row-batch.ts';

/** Taken out once: where tests run, reaching for a global costs more than the arithmetic. */
const { imul } = Math;
const { isNaN: isUnread, NaN: UNREAD } = Number;

const MINUS = 45;
const POINT = 46;
const MOST_DIGITS = 9;

/**
 * The hot loop: unquoted cells, record after record, until a quote opens or the bytes end. Reads numbers on the way. It is one long function, with its state in locals,
 * because every byte passes here, and it looks for no end of the bytes: the scanner puts a line feed behind them. A cell that was begun in an earlier chunk is left to be
 * read as a number later. The sign is never branched on: no processor guesses it.
 */
export function scanPlainCells(cursor: Cursor, batch: BatchBuilder, delimiter: number, records: Records): void {
  const { bytes, view, starts, ends, values, unread, columns, stride } = batch;
  const { filled } = cursor;
  let { position, cellStart, column } = cursor;
  let cell = batch.rows * columns + column;
  let slot = column * stride + batch.rows;
  for (;;) {
    let value = UNREAD;
    let byte = 0;
    if (position === cellStart) {
      const minus = (((bytes[position] ?? 0) ^ MINUS) - 1) >>> 31;
      position += minus;
      const first = position;
      let digits = 0;
      byte = bytes[position] ?? 0;
      while ((byte - 48) >>> 0 <= 9) {
        digits = (imul(digits, 10) + byte - 48) | 0;
        position += 1;
        byte = bytes[position] ?? 0;
      }
      let count = position - first;
      let scale = 0;
      if (byte === POINT) {
        const point = position;
        position += 1;
        byte = bytes[position] ?? 0;
        while ((byte - 48) >>> 0 <= 9) {
          digits = (imul(digits, 10) + byte - 48) | 0;
          position += 1;
          byte = bytes[position] ?? 0;
        }
        scale = position - point - 1;
        count += scale;
      }
      if ((count - 1) >>> 0 < MOST_DIGITS) value = digits / (SIGNED_POWERS[(minus << 5) | scale] ?? 1) + 0;
      else if (count > MOST_DIGITS) value = longDecimal(bytes, first, position, minus);
    }
    if (byte !== delimiter && byte !== LINE_FEED && byte !== CARRIAGE_RETURN) {
      if (byte === QUOTE && position === cellStart) {
        cursor.column = column;
        cursor.open(position + 1);
        return;
      }
      value = UNREAD;
      position = findCellEnd(view, position, delimiter);
      byte = bytes[position] ?? 0;
    }
    if (position >= filled) break;
    if (column < columns) {
      starts[cell] = cellStart;
      ends[cell] = position;
      values[slot] = value;
      if (isUnread(value)) unread[column] = 1;
    }
    if (byte === delimiter) {
      cell += 1;
      slot += stride;
      column += 1;
    } else {
      cursor.column = column;
      cursor.cellStart = cellStart;
      records.endLine(position, byte);
      column = 0;
      slot = batch.rows;
      cell = slot * columns;
    }
    position += 1;
    cellStart = position;
    if (position === filled) break;
  }
  cursor.position = filled;
  cursor.cellStart = cellStart;
  cursor.column = column;
}
