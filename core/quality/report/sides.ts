/** The same thing in the baseline and in the batch; either may lack it. */
export interface Sides<T> {
  readonly baseline: T | undefined;
  readonly batch: T | undefined;
}

export function eachSide<T, U>({ baseline, batch }: Sides<T>, make: (side: T) => U | undefined): Sides<U> {
  return { baseline: baseline === undefined ? undefined : make(baseline), batch: batch === undefined ? undefined : make(batch) };
}

export function present<T>({ baseline, batch }: Sides<T>): readonly T[] {
  return [baseline, batch].filter((side) => side !== undefined);
}
