import type { Buffer } from 'node:buffer';
import { dividedExactly } from './decimal-division.ts';
import { POWERS } from './powers-of-ten.ts';

/** Longer cells are no numbers, whatever they hold. */
const LONGEST = 2048;

/**
 * The double nearest to the decimal number in these bytes, as Number() would read it. Spaces around it and a leading + are allowed.
 * NaN: not a number. Infinity: a number that is not finite, be it spelled (nan, inf) or too large (1e400).
 * Digits are gathered nine at a time, in whole numbers that the machine adds fastest; what does not fit is left to `exactly`.
 */
export function parseNumber(bytes: Buffer, start: number, end: number): number {
  let at = start;
  const sign = bytes[start];
  if (sign === 45 || sign === 43) at += 1;
  let point = end;
  let upper = 0;
  let lower = 0;
  let digits = 0;
  for (; at < end; at += 1) {
    const byte = bytes[at] ?? 0;
    const digit = byte - 48;
    if (digit >= 0 && digit <= 9) {
      if (digits === 9) {
        upper = lower;
        lower = 0;
      }
      lower = (Math.imul(lower, 10) + digit) | 0;
      digits += 1;
    } else if (byte === 46 && point === end) {
      point = at;
    } else break;
  }
  if (at < end) return mayBeNumber(bytes[at] ?? 0) ? exactly(bytes, start, end) : Number.NaN;
  if (digits === 0 || digits > 18) return exactly(bytes, start, end);
  const value = decimalOf(upper, lower, digits, point === end ? 0 : end - point - 1);
  if (Number.isNaN(value)) return exactly(bytes, start, end);
  return sign === 45 ? -value : value;
}

/**
 * The value of 1 to 18 digits of which the last `scale` stand behind the point. The first nine are `upper` and the rest `lower`; up to nine are all `lower`.
 * NaN where there are none, or in the rare case that the nearest double is in doubt.
 */
export function decimalOf(upper: number, lower: number, digits: number, scale: number): number {
  const divisor = POWERS[scale] ?? 1;
  if (digits <= 9) return digits === 0 ? Number.NaN : lower / divisor;
  const power = POWERS[digits - 9] ?? 1;
  return digits <= 15 ? (upper * power + lower) / divisor : dividedExactly(upper, power, lower, divisor);
}

/** Text is told at the first byte that no number has there: an exponent, a space, or the beginning of nan and inf. */
function mayBeNumber(byte: number): boolean {
  const letter = byte | 32;
  return letter === 101 || letter === 110 || letter === 105 || byte === 32 || byte === 9;
}

/** Spaces, exponents, more digits than fit, and whatever is no number at all. */
function exactly(bytes: Buffer, start: number, end: number): number {
  if (end - start > LONGEST) return Number.NaN;
  const text = bytes.toString('latin1', start, end).trim();
  if (/^[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?$/.test(text)) {
    const value = Number(text);
    return Number.isFinite(value) ? value : Number.POSITIVE_INFINITY;
  }
  return text.length <= 9 && /^[-+]?(?:nan|inf|infinity)$/i.test(text) ? Number.POSITIVE_INFINITY : Number.NaN;
}
