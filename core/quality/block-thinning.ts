import { sortBlock } from './block-sorting.ts';

const BINS = 2048;
/** Where more values than this share a bin, the block is sorted properly instead: what a bin adds to the variance of a rank grows with what it holds. */
const FULLEST_BIN = 24;

const bins = new Int32Array(BINS);
const binOf = new Uint16Array(BINS);

export interface Thinning {
  readonly length: number;
  /** A power of two. */
  readonly stride: number;
  /** Below `stride`. */
  readonly offset: number;
}

/**
 * Of a block's values in ascending order every `stride`-th, from `offset` on. Where values are spread evenly enough, bins of equal width order the block in one pass;
 * values that share a bin stay as they came, which adds little to the error of a rank, and only what is taken is put in order. `values` may be reordered.
 */
export function thinnedBlock(values: Float64Array, { length, stride, offset }: Thinning): Float64Array {
  const taken = new Float64Array(Math.floor((length - offset + stride - 1) / stride));
  if (length > BINS || !spreadOverBins(values, length)) {
    sortBlock(values, length);
    for (let at = 0; at < taken.length; at += 1) taken[at] = values[offset + at * stride] ?? 0;
    return taken;
  }
  const mask = stride - 1;
  const shift = 31 - Math.clz32(stride);
  for (let at = 0; at < length; at += 1) {
    const bin = binOf[at] ?? 0;
    const place = bins[bin] ?? 0;
    bins[bin] = place + 1;
    if ((place & mask) === offset) taken[place >> shift] = values[at] ?? 0;
  }
  sortNearlySorted(taken);
  return taken;
}

/** Says in `binOf` which bin each value belongs to, and in `bins` at which place its first value would stand. False where a bin is too full. */
function spreadOverBins(values: Float64Array, length: number): boolean {
  let least = values[0] ?? 0;
  let most = least;
  for (let at = 1; at < length; at += 1) {
    const value = values[at] ?? 0;
    least = value < least ? value : least;
    most = value > most ? value : most;
  }
  const scale = (BINS - 1) / (most - least);
  if (!(scale > 0 && scale < Number.POSITIVE_INFINITY)) return false;
  bins.fill(0);
  for (let at = 0; at < length; at += 1) {
    const bin = (((values[at] ?? 0) - least) * scale) | 0;
    binOf[at] = bin;
    bins[bin] = (bins[bin] ?? 0) + 1;
  }
  return firstPlaces() <= FULLEST_BIN;
}

/** Turns the counts of bins into the places of their first values; answers the largest count. */
function firstPlaces(): number {
  let sum = 0;
  let fullest = 0;
  for (let bin = 0; bin < BINS; bin += 1) {
    const count = bins[bin] ?? 0;
    bins[bin] = sum;
    sum += count;
    fullest = count > fullest ? count : fullest;
  }
  return fullest;
}

function sortNearlySorted(values: Float64Array): void {
  for (let at = 1; at < values.length; at += 1) {
    const value = values[at] ?? 0;
    let to = at;
    for (; to > 0 && (values[to - 1] ?? 0) > value; to -= 1) values[to] = values[to - 1] ?? 0;
    values[to] = value;
  }
}
