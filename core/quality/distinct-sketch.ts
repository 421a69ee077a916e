import { highOfNumber, lowOfNumber } from './hashing.ts';
import { packed, unpackedBytes } from './packing.ts';

/** Taken out once: where tests run, reaching for a global costs more than the arithmetic. */
const { clz32, max } = Math;

/** 2^15 registers: a standard error of 0.57 %, so that 2 % holds in more than 99 of 100 columns. */
const PRECISION = 15;
const REGISTERS = 1 << PRECISION;
const TAIL = 64 - PRECISION;

/** How many different values there were, in 32 KiB: HyperLogLog with Ertl's estimator (arXiv 1702.01284), which needs no correction tables. */
export class DistinctSketch {
  readonly #registers = new Uint8Array(REGISTERS);

  static restored(saved: string): DistinctSketch {
    const sketch = new DistinctSketch();
    sketch.#registers.set(unpackedBytes(saved));
    return sketch;
  }

  saved(): string {
    return packed(this.#registers);
  }

  add(high: number, low: number): void {
    const register = high >>> (32 - PRECISION);
    const rest = high << PRECISION;
    const rank = rest !== 0 ? clz32(rest) + 1 : 33 - PRECISION + clz32(low);
    if (rank > (this.#registers[register] ?? 0)) this.#registers[register] = rank;
  }

  /** Each number as hashNumber would hash it. */
  addNumbers(values: Float64Array, length: number): void {
    const registers = this.#registers;
    const words = new Int32Array(values.buffer, values.byteOffset, length * 2);
    for (let at = 0; at < words.length; at += 2) {
      const lower = words[at] ?? 0;
      const upper = words[at + 1] ?? 0;
      const high = highOfNumber(lower, upper);
      const rest = high << PRECISION;
      const rank = rest !== 0 ? clz32(rest) + 1 : 33 - PRECISION + clz32(lowOfNumber(lower, upper));
      const register = high >>> (32 - PRECISION);
      if (rank > (registers[register] ?? 0)) registers[register] = rank;
    }
  }

  merge(other: DistinctSketch): void {
    for (let at = 0; at < REGISTERS; at += 1) this.#registers[at] = max(this.#registers[at] ?? 0, other.#registers[at] ?? 0);
  }

  estimate(): number {
    const counts = new Float64Array(TAIL + 2);
    for (const rank of this.#registers) counts[rank] = (counts[rank] ?? 0) + 1;
    let z = REGISTERS * tau(1 - (counts[TAIL + 1] ?? 0) / REGISTERS);
    for (let rank = TAIL; rank >= 1; rank -= 1) z = 0.5 * (z + (counts[rank] ?? 0));
    z += REGISTERS * sigma((counts[0] ?? 0) / REGISTERS);
    return Math.round((REGISTERS / (2 * Math.LN2)) * (REGISTERS / z));
  }
}

function sigma(share: number): number {
  if (share === 1) return Number.POSITIVE_INFINITY;
  let [x, y, z, before] = [share, 1, share, -1];
  while (z !== before) {
    x *= x;
    before = z;
    z += x * y;
    y += y;
  }
  return z;
}

function tau(share: number): number {
  if (share === 0 || share === 1) return 0;
  let [x, y, z, before] = [share, 1, 1 - share, -1];
  while (z !== before) {
    x = Math.sqrt(x);
    before = z;
    y *= 0.5;
    z -= (1 - x) ** 2 * y;
  }
  return z / 3;
}
