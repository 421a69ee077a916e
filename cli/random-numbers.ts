/** Taken out once: where tests run, reaching for a global costs more than the arithmetic. */
const { imul } = Math;

/** Uniform in [0, 1), and the same for the same seed everywhere (mulberry32): what is made or measured with it can be made and measured again. */
export function randomNumbers(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
