const QUOTE = 34;

/** Makes doubled quotes single in place; answers the new end. */
export function singleQuotes(bytes: Uint8Array, start: number, end: number): number {
  let to = start;
  for (let from = start; from < end; from += 1) {
    const byte = bytes[from] ?? 0;
    bytes[to] = byte;
    to += 1;
    if (byte === QUOTE) from += 1;
  }
  return to;
}

/** Spaces and tabs only. */
export function isBlank(bytes: Uint8Array, start: number, end: number): boolean {
  for (let at = start; at < end; at += 1) if (bytes[at] !== 32 && bytes[at] !== 9) return false;
  return true;
}

/** Reads the beginning of one record again, to tell of a record that is too long whether a quote is open and on which line it opened. */
export function openQuoteLine(record: Uint8Array, delimiter: number, firstLine: number): number | undefined {
  let line = firstLine;
  let opened: number | undefined;
  let cellStart = 0;
  for (let at = 0; at < record.length; at += 1) {
    const byte = record[at];
    if (byte === QUOTE && opened !== undefined) {
      if (record[at + 1] === QUOTE) at += 1;
      else opened = undefined;
    } else if (byte === QUOTE && at === cellStart) opened = line;
    else if (byte === delimiter && opened === undefined) cellStart = at + 1;
    else if (byte === 13 || (byte === 10 && record[at - 1] !== 13)) line += 1;
  }
  return opened;
}
