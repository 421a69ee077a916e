import type { Buffer } from 'node:buffer';
import { dividedExactly } from './decimal-division.ts';

const POWERS = Float64Array.from({ length: 23 }, (_, exponent) => Number(`1e${exponent}`));

/**
 * The double nearest to the decimal number in these bytes, as Number() would read it. Spaces around it and a leading + are allowed.
 * NaN: not a number. Infinity: a number that is not finite, be it spelled (nan, inf) or too large (1e400).
 * Digits are gathered nine at a time, in whole numbers that the machine adds fastest; what does not fit is left to `exactly`.
 */
export function parseNumber(bytes: Buffer, start: number, end: number): number {
  let at = start;
  const sign = bytes[start];
  if (sign === 45 || sign === 43) at += 1;
  const first = at;
  let point = end;
  let head = 0;
  let tail = 0;
  let digits = 0;
  for (; at < end; at += 1) {
    const byte = bytes[at] ?? 0;
    const digit = byte - 48;
    if (digit >= 0 && digit <= 9) {
      if (digits < 9) head = (head * 10 + digit) | 0;
      else if (digits < 18) tail = (tail * 10 + digit) | 0;
      digits += 1;
    } else if (byte === 46 && point === end) {
      point = at;
    } else break;
  }
  if (at < end || digits === 0 || digits > 18 || end === first) return exactly(bytes, start, end);
  const scale = point === end ? 0 : end - point - 1;
  const power = POWERS[scale] ?? 1;
  let value: number;
  if (digits <= 9) value = head / power;
  else if (digits <= 15) value = (head * (POWERS[digits - 9] ?? 1) + tail) / power;
  else {
    value = dividedExactly(head, POWERS[digits - 9] ?? 1, tail, power);
    if (Number.isNaN(value)) return exactly(bytes, start, end);
  }
  return sign === 45 ? -value : value;
}

/** Spaces, exponents, more digits than fit, and whatever is no number at all. */
function exactly(bytes: Buffer, start: number, end: number): number {
  const text = bytes.toString('latin1', start, Math.min(end, start + 2048)).trim();
  if (/^[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?$/.test(text) && end - start <= 2048) {
    const value = Number(text);
    return Number.isFinite(value) ? value : Number.POSITIVE_INFINITY;
  }
  return /^[-+]?(?:nan|inf|infinity)$/i.test(text) ? Number.POSITIVE_INFINITY : Number.NaN;
}
