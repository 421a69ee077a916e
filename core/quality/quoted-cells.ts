import { CARRIAGE_RETURN, CLOSING, type Cursor, LINE_FEED, PLAIN, QUOTE, QUOTED, type Records } from './cursor.ts';
import type { BatchBuilder } from './row-batch.ts';

/** Inside quotes only a quote and the ends of lines mean anything. */
export function scanQuoted(cursor: Cursor, { bytes }: BatchBuilder): void {
  const { filled } = cursor;
  let { position } = cursor;
  for (; position < filled; position += 1) {
    const byte = bytes[position] ?? 0;
    if (byte === QUOTE) {
      cursor.mode = CLOSING;
      position += 1;
      break;
    }
    if (byte === CARRIAGE_RETURN || (byte === LINE_FEED && bytes[position - 1] !== CARRIAGE_RETURN)) cursor.line += 1;
  }
  cursor.position = position;
}

/** One byte after a quote inside quotes: a second quote stands for itself, anything else means that the cell is over. */
export function scanAfterQuote(cursor: Cursor, batch: BatchBuilder, delimiter: number, records: Records): void {
  const byte = batch.bytes[cursor.position] ?? 0;
  if (cursor.mode === CLOSING && byte === QUOTE) {
    cursor.cellDoubled = true;
    cursor.mode = QUOTED;
    cursor.position += 1;
    return;
  }
  if (cursor.mode === CLOSING) cursor.close(cursor.position - 1);
  if (byte === delimiter) {
    batch.quoted(cursor.column, cursor.cellStart, cursor.cellEnd, cursor.cellDoubled);
    cursor.column += 1;
    cursor.cellStart = cursor.position + 1;
    cursor.mode = PLAIN;
  } else if (byte === LINE_FEED || byte === CARRIAGE_RETURN) {
    records.endLine(cursor.position, byte);
  } else if (byte !== 32) {
    batch.markMalformed();
  }
  cursor.position += 1;
}
