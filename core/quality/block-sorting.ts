/** Sorts the first `length` values in place. */
export function sortBlock(values: Float64Array, length: number): void {
  values.subarray(0, length).sort();
}
