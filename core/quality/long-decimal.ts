import { decimalOf } from './number-parsing.ts';

/** Taken out once: where tests run, reaching for a global costs more than the arithmetic. */
const { imul } = Math;

/** Ten digits and more, with a point among them or none: from `start` to `end` there is nothing else. Never minus zero; NaN where the nearest double is in doubt. */
export function longDecimal(bytes: Uint8Array, start: number, end: number, minus: number): number {
  let upper = 0;
  let lower = 0;
  let digits = 0;
  let point = end - 1;
  for (let at = start; at < end; at += 1) {
    const digit = (bytes[at] ?? 0) - 48;
    if (digit < 0) {
      point = at;
      continue;
    }
    if (digits === 9) {
      upper = lower;
      lower = 0;
    }
    lower = (imul(lower, 10) + digit) | 0;
    digits += 1;
  }
  const value = digits > 18 ? Number.NaN : decimalOf(upper, lower, digits, end - 1 - point);
  return (minus === 1 ? -value : value) + 0;
}
