/** Taken out once: where tests run, reaching for a global costs more than the arithmetic. */
const { imul } = Math;

/** 64 well-mixed bits, as two 32-bit integers. One object is reused for speed: read it before the next hash is made. */
export interface Hash {
  high: number;
  low: number;
}

const DOUBLE = new Float64Array(1);
const WORDS = new Int32Array(DOUBLE.buffer);

/** Minus zero counts as zero. */
export function hashNumber(value: number, hash: Hash): void {
  DOUBLE[0] = value + 0;
  const lower = WORDS[0] ?? 0;
  const upper = WORDS[1] ?? 0;
  hash.high = highOfNumber(lower, upper);
  hash.low = lowOfNumber(lower, upper);
}

/** The high half of a number's hash, from the two halves of its double: apart from the low half, which is seldom needed. */
export function highOfNumber(lower: number, upper: number): number {
  let mixed = imul(lower ^ (lower >>> 15) ^ 0x9e3779b9, 0x85ebca6b);
  mixed = imul((mixed ^ (mixed >>> 13)) + imul(upper, 0x27d4eb2f), 0xc2b2ae35);
  mixed = imul(mixed ^ (mixed >>> 16), 0x7feb352d);
  return mixed ^ (mixed >>> 15);
}

export function lowOfNumber(lower: number, upper: number): number {
  let mixed = imul(upper ^ (upper >>> 15) ^ 0x7f4a7c15, 0x846ca68b);
  mixed = imul((mixed ^ (mixed >>> 13)) + imul(lower, 0x165667b1), 0x9e3779b1);
  mixed = imul(mixed ^ (mixed >>> 16), 0x85ebca6b);
  return mixed ^ (mixed >>> 15);
}

/** Answers the OR of all bytes: 0x80 and above means that the text is not plain ASCII. The last four bytes are a word of their own, whether others hold them too or not. */
export function hashBytes(text: DataView, start: number, end: number, hash: Hash): number {
  let high = 0x9e3779b9 ^ (end - start);
  let low = 0x7f4a7c15;
  let any = 0;
  for (let at = start; at < end - 4; at += 4) {
    const word = text.getInt32(at, true);
    any |= word;
    high = imul(rotate(high, 13) ^ word, 0x85ebca6b);
    low = imul(rotate(low, 17) ^ word, 0xc2b2ae35);
  }
  const last = end - start >= 4 ? text.getInt32(end - 4, true) : shortWord(text, start, end);
  any |= last;
  any |= (any >>> 8) | (any >>> 16) | (any >>> 24);
  finish(imul(rotate(high, 13) ^ last, 0x85ebca6b), imul(rotate(low, 17) ^ last, 0xc2b2ae35), hash);
  return any & 0xff;
}

export function shortWord(text: DataView, start: number, end: number): number {
  let word = 0;
  for (let at = start; at < end; at += 1) word = (word << 8) | text.getUint8(at);
  return word;
}

function rotate(word: number, by: number): number {
  return (word << by) | (word >>> (32 - by));
}

/** The finisher of MurmurHash3, with each half stirred into the other. */
function finish(high: number, low: number, hash: Hash): void {
  let a = imul(high ^ (high >>> 16), 0x85ebca6b);
  a = imul(a ^ (a >>> 13), 0xc2b2ae35);
  a ^= a >>> 16;
  let b = imul((low + a) ^ ((low + a) >>> 16), 0x7feb352d);
  b = imul(b ^ (b >>> 15), 0x846ca68b);
  b ^= b >>> 16;
  hash.low = b | 0;
  hash.high = (a + imul(b, 0x9e3779b1)) | 0;
}
