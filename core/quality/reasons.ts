/** Why a row is set aside, in the words that people read. The first reason of a row counts, columns taken in the contract's order. */
export const REASONS = [
  '',
  'wrong number of values',
  'text after a closing quote',
  'empty',
  'not a number',
  'not a finite number',
  'not a whole number',
  'unknown category',
  'not valid UTF-8',
  'holds a NUL byte',
] as const;

export const GOOD = 0;
export const WRONG_WIDTH = 1;
export const MALFORMED = 2;
export const EMPTY = 3;
export const NOT_A_NUMBER = 4;
export const NOT_FINITE = 5;
export const NOT_WHOLE = 6;
export const UNKNOWN_CATEGORY = 7;
export const NOT_UTF8 = 8;
export const NUL = 9;
