import { shortWord } from './hashing.ts';

/** Taken out once: where tests run, reaching for a global costs more than the arithmetic. */
const { imul } = Math;

/** Three words hold all bytes of a text of four to this many. */
const LONGEST = 12;
const MOST_SLOTS = 2048;
/** Words of a slot: first, middle and last of a text; then the number of its entry, from 1, above its length. */
const WORDS = 4;
const LENGTH_BITS = 4;

/** A way around hashing: the entries of short ASCII texts, found by all of their bytes as three words. Of two texts that want the same slot, the later has it. */
export class ShortTexts {
  #slots = new Int32Array(64 * WORDS);

  /** The number that was put for this text; -1 where it has to be looked for elsewhere. */
  find(text: DataView, start: number, end: number): number {
    const length = end - start;
    if ((length - 1) >>> 0 >= LONGEST) return -1;
    const first = length < 4 ? shortWord(text, start, end) : text.getInt32(start, true);
    const middle = length < 4 ? first : text.getInt32(start + ((length - 4) >> 1), true);
    const last = length < 4 ? first : text.getInt32(end - 4, true);
    const slots = this.#slots;
    const at = placeOf(first, middle, last, slots.length);
    const found = slots[at + 3] ?? 0;
    if (slots[at] !== first || slots[at + 1] !== middle || slots[at + 2] !== last || (found & ((1 << LENGTH_BITS) - 1)) !== length) return -1;
    return (found >> LENGTH_BITS) - 1;
  }

  put(text: DataView, start: number, end: number, entry: number): void {
    const length = end - start;
    if (length > LONGEST) return;
    this.#makeRoom(entry);
    const first = length < 4 ? shortWord(text, start, end) : text.getInt32(start, true);
    const middle = length < 4 ? first : text.getInt32(start + ((length - 4) >> 1), true);
    const last = length < 4 ? first : text.getInt32(end - 4, true);
    const at = placeOf(first, middle, last, this.#slots.length);
    this.#slots[at] = first;
    this.#slots[at + 1] = middle;
    this.#slots[at + 2] = last;
    this.#slots[at + 3] = ((entry + 1) << LENGTH_BITS) | length;
  }

  clear(): void {
    this.#slots.fill(0);
  }

  /** Two slots for each entry that there may be, up to a limit. Starts anew: what is frequent comes back at once. */
  #makeRoom(entry: number): void {
    const { length } = this.#slots;
    if (entry * 2 * WORDS >= length && length < MOST_SLOTS * WORDS) this.#slots = new Int32Array(length * 2);
  }
}

function placeOf(first: number, middle: number, last: number, length: number): number {
  const mixed = imul(imul(imul(first, 0x85ebca6b) ^ middle, 0x9e3779b1) ^ last, 0xc2b2ae35);
  return (imul(mixed ^ (mixed >>> 15), 0x7feb352d) >>> 19) & (length - WORDS);
}
