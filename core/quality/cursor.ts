/** Where a scan stands between two bytes. PLAIN at the first byte of a cell is where a quote may open; CLOSING comes right after a quote inside quotes. */
export const PLAIN = 0;
export const QUOTED = 1;
export const CLOSING = 2;
export const CLOSED = 3;

export const LINE_FEED = 10;
export const CARRIAGE_RETURN = 13;
export const QUOTE = 34;

/** All that a scan must remember from one chunk to the next, as offsets into the bytes at hand. A file can be entered anywhere once this is known. */
export class Cursor {
  mode: 0 | 1 | 2 | 3 = PLAIN;
  filled = 0;
  position = 0;
  recordStart = 0;
  cellStart = 0;
  cellEnd = 0;
  cellDoubled = false;
  column = 0;
  line: number;
  recordLine: number;
  quoteLine: number;
  afterCarriageReturn: boolean;
  /** Bytes that came before those at hand. */
  discarded = 0;

  constructor(line = 1, afterCarriageReturn = false) {
    this.line = line;
    this.recordLine = line;
    this.quoteLine = line;
    this.afterCarriageReturn = afterCarriageReturn;
  }

  /** The bytes before the open record are gone. */
  shift(by: number): void {
    this.discarded += by;
    this.filled -= by;
    this.position -= by;
    this.cellStart -= by;
    this.cellEnd -= by;
    this.recordStart = 0;
  }

  open(position: number): void {
    this.mode = QUOTED;
    this.quoteLine = this.line;
    this.cellStart = position;
    this.cellDoubled = false;
    this.position = position;
  }

  /** The quoted cell is over; what follows before the delimiter does not belong to it. */
  close(end: number): void {
    this.cellEnd = end;
    this.mode = CLOSED;
  }
}

/** Who is told that a line ends outside quotes: at `position`, with this byte. */
export interface Records {
  endLine(position: number, byte: number): void;
}
