/** Where a byte may stand in a CSV, as far as the records and cells around it go. A byte after a carriage return needs no state of its own: only lines are counted by it. */
export const RECORD_START = 0;
export const CELL_START = 1;
export const PLAIN = 2;
export const QUOTED = 3;
export const CLOSING = 4;
export const CLOSED = 5;
export const STATES = [RECORD_START, CELL_START, PLAIN, QUOTED, CLOSING, CLOSED] as const;

const CLASSES = 8;
const [OTHER, DELIMITER, LINE_END, QUOTE] = [0, 1, 2, 3] as const;
/** Of each state, what follows on another byte, a delimiter, the end of a line, a quote. */
const NEXT = Uint8Array.from(
  [
    [PLAIN, CELL_START, RECORD_START, QUOTED],
    [PLAIN, CELL_START, RECORD_START, QUOTED],
    [PLAIN, CELL_START, RECORD_START, PLAIN],
    [QUOTED, QUOTED, QUOTED, CLOSING],
    [CLOSED, CELL_START, RECORD_START, QUOTED],
    [CLOSED, CELL_START, RECORD_START, CLOSED],
  ].flatMap((row) => [...row, ...new Array<number>(CLASSES - row.length).fill(0)]),
);

export interface Walk {
  readonly exit: number;
  /** Where the first record begins behind the bytes' first, or -1. */
  readonly record: number;
}

/** The same steps as the scanner's, without cells: what the bytes are worth from a given state. */
export class Automaton {
  readonly #classes = new Uint8Array(256).fill(OTHER);

  constructor(delimiter: number) {
    this.#classes[delimiter] = DELIMITER;
    this.#classes[10] = LINE_END;
    this.#classes[13] = LINE_END;
    this.#classes[34] = QUOTE;
  }

  walk(bytes: Uint8Array, entry: number): Walk {
    if (bytes.indexOf(34) === -1) return this.#walkUnquoted(bytes, entry);
    const classes = this.#classes;
    let state = entry;
    let at = 0;
    for (; at < bytes.length; at += 1) {
      state = NEXT[state * CLASSES + (classes[bytes[at] ?? 0] ?? 0)] ?? 0;
      if (state === RECORD_START) break;
    }
    const record = at < bytes.length ? at + 1 : -1;
    for (at += 1; at < bytes.length; at += 1) state = NEXT[state * CLASSES + (classes[bytes[at] ?? 0] ?? 0)] ?? 0;
    return { exit: state, record };
  }

  /** Where no quote is, the last byte says where one stands, and the first end of a line where a record begins. */
  #walkUnquoted(bytes: Uint8Array, entry: number): Walk {
    if (entry === QUOTED) return { exit: QUOTED, record: -1 };
    const ends = [bytes.indexOf(10), bytes.indexOf(13)].filter((at) => at >= 0);
    const record = ends.length === 0 ? -1 : Math.min(...ends) + 1;
    const last = this.#classes[bytes[bytes.length - 1] ?? 0];
    if (last === LINE_END) return { exit: RECORD_START, record };
    if (last === DELIMITER) return { exit: CELL_START, record };
    const stillClosed = entry >= CLOSING && record === -1 && !bytes.some((byte) => this.#classes[byte] === DELIMITER);
    return { exit: stillClosed ? CLOSED : PLAIN, record };
  }
}

/** Physical lines that end in these bytes: CR, LF, or both as one. A line feed that comes first is counted, whatever came before it. */
export function linesIn(bytes: Uint8Array): number {
  let lines = 0;
  let before = 0;
  if (bytes.indexOf(13) === -1) {
    for (let at = 0; at < bytes.length; at += 1) lines += bytes[at] === 10 ? 1 : 0;
    return lines;
  }
  for (let at = 0; at < bytes.length; at += 1) {
    const byte = bytes[at] ?? 0;
    if (byte === 13 || (byte === 10 && before !== 13)) lines += 1;
    before = byte;
  }
  return lines;
}
