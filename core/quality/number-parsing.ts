import type { Buffer } from 'node:buffer';

const POWERS = Float64Array.from({ length: 23 }, (_, exponent) => Number(`1e${exponent}`));

/**
 * The double nearest to the decimal number in these bytes, as Number() would read it. Spaces around it and a leading + are allowed.
 * NaN: not a number. Infinity: a number that is not finite, be it spelled (nan, inf) or too large (1e400).
 */
export function parseNumber(bytes: Buffer, start: number, end: number): number {
  let at = start;
  let stop = end;
  while (at < stop && isSpace(bytes[at] ?? 0)) at += 1;
  while (stop > at && isSpace(bytes[stop - 1] ?? 0)) stop -= 1;
  const first = at;
  const sign = bytes[at];
  if (sign === 45 || sign === 43) at += 1;
  let mantissa = 0;
  let digits = 0;
  let scale = 0;
  let seen = 0;
  for (; at < stop; at += 1) {
    const digit = (bytes[at] ?? 0) - 48;
    if (digit < 0 || digit > 9) break;
    if (mantissa > 0 || digit > 0) digits += 1;
    mantissa = mantissa * 10 + digit;
    seen += 1;
  }
  if (bytes[at] === 46 && at < stop) {
    for (at += 1; at < stop; at += 1) {
      const digit = (bytes[at] ?? 0) - 48;
      if (digit < 0 || digit > 9) break;
      if (mantissa > 0 || digit > 0) digits += 1;
      mantissa = mantissa * 10 + digit;
      scale += 1;
      seen += 1;
    }
  }
  if (seen === 0) return isNotFinite(bytes, first, stop) ? Number.POSITIVE_INFINITY : Number.NaN;
  if (at < stop || digits > 15 || scale > 22) return exactly(bytes, first, stop);
  const value = scale === 0 ? mantissa : mantissa / (POWERS[scale] ?? 1);
  return sign === 45 ? -value : value;
}

function isSpace(byte: number): boolean {
  return byte === 32 || byte === 9;
}

/** Exponents, more digits than a double holds exactly, and whatever is no number at all. */
function exactly(bytes: Buffer, start: number, end: number): number {
  const text = bytes.toString('latin1', start, end);
  if (!/^[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?$/.test(text)) return Number.NaN;
  const value = Number(text);
  return Number.isFinite(value) ? value : Number.POSITIVE_INFINITY;
}

function isNotFinite(bytes: Buffer, start: number, end: number): boolean {
  if (end - start > 9) return false;
  const text = bytes.toString('latin1', start, end);
  return /^[-+]?(?:nan|inf|infinity)$/i.test(text);
}
