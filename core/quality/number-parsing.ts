import type { Buffer } from 'node:buffer';
import { dividedExactly } from './decimal-division.ts';
import { POWERS } from './powers-of-ten.ts';

/** Taken out once: where tests run, reaching for a global costs more than the arithmetic. */
const { imul } = Math;

/** Longer cells are no numbers, whatever they hold. */
const LONGEST = 2048;
/** The last letters of nan, inf and infinity. */
const NOT_FINITE = new Set([...'nfy'].map((letter) => letter.charCodeAt(0)));
const BEGINNINGS = Uint8Array.from({ length: 256 }, (_, byte) => (/[\d+\-.\sni]/i.test(String.fromCharCode(byte)) ? 1 : 0));

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
      lower = (imul(lower, 10) + digit) | 0;
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

/** A cell that begins with another byte is text. */
export function mayBeginNumber(byte: number): boolean {
  return BEGINNINGS[byte] === 1;
}

/** Text is told at the first byte that no number has there: an exponent, a space, or the beginning of nan and inf. */
function mayBeNumber(byte: number): boolean {
  const letter = byte | 32;
  return letter === 101 || letter === 110 || letter === 105 || isSpace(byte);
}

/** Spaces, exponents, more digits than fit, and whatever is no number at all. Makes a string only of what is a number. */
function exactly(bytes: Buffer, start: number, end: number): number {
  if (end - start > LONGEST) return Number.NaN;
  let from = start;
  let to = end;
  while (from < to && isSpace(bytes[from] ?? 0)) from += 1;
  while (to > from && isSpace(bytes[to - 1] ?? 0)) to -= 1;
  if (isDecimal(bytes, from, to)) {
    const value = Number(bytes.toString('latin1', from, to));
    return Number.isFinite(value) ? value : Number.POSITIVE_INFINITY;
  }
  if (to - from > 9 || !NOT_FINITE.has((bytes[to - 1] ?? 0) | 32)) return Number.NaN;
  return /^[-+]?(?:nan|inf|infinity)$/i.test(bytes.toString('latin1', from, to)) ? Number.POSITIVE_INFINITY : Number.NaN;
}

/** A sign, digits with a point among them or none, an exponent: only the digits have to be there. */
function isDecimal(bytes: Buffer, start: number, end: number): boolean {
  const first = isSign(bytes[start]) ? start + 1 : start;
  const whole = afterDigits(bytes, first, end);
  const point = whole < end && bytes[whole] === 46 ? whole + 1 : whole;
  const decimals = afterDigits(bytes, point, end);
  if (whole === first && decimals === point) return false;
  if (decimals === end) return true;
  if (((bytes[decimals] ?? 0) | 32) !== 101) return false;
  const exponent = isSign(bytes[decimals + 1]) ? decimals + 2 : decimals + 1;
  return exponent < end && afterDigits(bytes, exponent, end) === end;
}

function afterDigits(bytes: Buffer, start: number, end: number): number {
  let at = start;
  while (at < end && ((bytes[at] ?? 0) - 48) >>> 0 <= 9) at += 1;
  return at;
}

function isSign(byte: number | undefined): boolean {
  return byte === 45 || byte === 43;
}

function isSpace(byte: number): boolean {
  return byte === 32 || (byte >= 9 && byte <= 13);
}
