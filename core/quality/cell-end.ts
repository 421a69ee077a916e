import { CARRIAGE_RETURN, LINE_FEED } from './cursor.ts';

/** Taken out once: where tests run, reaching for a global costs more than the arithmetic. */
const { clz32 } = Math;

/**
 * Where an unquoted cell ends: at the next delimiter or the byte that ends a line. Looks at four bytes at a time: subtracting one from each byte of a word borrows from
 * the lowest that was zero, so that the lowest mark is always true. There must be a line feed somewhere, and three bytes behind it.
 */
export function findCellEnd(view: DataView, from: number, delimiter: number): number {
  const delimiters = Math.imul(delimiter, 0x01010101);
  for (let at = from; ; at += 4) {
    const word = view.getInt32(at, true);
    const apart = word ^ delimiters;
    const marks = (((apart - 0x01010101) & ~apart) | ((word - 0x0e0e0e0e) & ~word)) & 0x80808080;
    if (marks === 0) continue;
    const place = at + ((31 - clz32(marks & -marks)) >>> 3);
    const byte = view.getUint8(place);
    if (byte === delimiter || byte === LINE_FEED || byte === CARRIAGE_RETURN) return place;
    at = place - 3;
  }
}
