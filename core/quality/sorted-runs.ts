/** Values in ascending order in a buffer that may be longer. */
export interface Run {
  values: Float64Array;
  length: number;
}

/** Merges sorted values into a run, from the back, so that the run's own buffer serves. */
export function mergeInto(run: Run, added: Float64Array, length: number): void {
  if (run.values.length < run.length + length) {
    const larger = new Float64Array(Math.max(run.length + length, run.values.length * 2));
    larger.set(run.values.subarray(0, run.length));
    run.values = larger;
  }
  const { values } = run;
  let left = run.length - 1;
  let right = length - 1;
  for (let to = left + length; left >= 0 && right >= 0; to -= 1) {
    const a = values[left] ?? 0;
    const b = added[right] ?? 0;
    if (a > b) {
      values[to] = a;
      left -= 1;
    } else {
      values[to] = b;
      right -= 1;
    }
  }
  values.set(added.subarray(0, right + 1));
  run.length += length;
}
