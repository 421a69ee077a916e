/** Taken out once: where tests run, reaching for a global costs more than the arithmetic. */
const { abs, sqrt } = Math;

/** Eigenvalues of a symmetric tridiagonal matrix: QL with implicit shifts (Wilkinson). `beside[i]` stands between rows i and i+1; the last is 0. */
export function eigenvalues(diagonal: Float64Array, beside: Float64Array): Float64Array {
  const d = diagonal.slice();
  const e = beside.slice();
  for (let first = 0; first < d.length; first += 1) {
    for (let turn = 0; turn < 60; turn += 1) {
      const last = blockEnd(d, e, first);
      if (last === first) break;
      sweep(d, e, { first, last });
    }
  }
  return d;
}

/** The last row that is still coupled to `first`. */
function blockEnd(d: Float64Array, e: Float64Array, first: number): number {
  let last = first;
  while (last < d.length - 1 && abs(e[last] ?? 0) > 1e-15 * (abs(d[last] ?? 0) + abs(d[last + 1] ?? 0))) last += 1;
  return last;
}

/** One chase of the bulge from the end of the block to its beginning. */
function sweep(d: Float64Array, e: Float64Array, { first, last }: { readonly first: number; readonly last: number }): void {
  const [at, next, between] = [d[first] ?? 0, d[first + 1] ?? 0, e[first] ?? 0];
  const slope = (next - at) / (2 * between);
  const length = sqrt(slope * slope + 1);
  let g = (d[last] ?? 0) - at + between / (slope + (slope >= 0 ? length : -length));
  let [sine, cosine, carried] = [1, 1, 0];
  for (let row = last - 1; row >= first; row -= 1) {
    const f = sine * (e[row] ?? 0);
    const b = cosine * (e[row] ?? 0);
    const r = sqrt(f * f + g * g);
    e[row + 1] = r;
    sine = f / r;
    cosine = g / r;
    g = (d[row + 1] ?? 0) - carried;
    const turned = ((d[row] ?? 0) - g) * sine + 2 * cosine * b;
    carried = sine * turned;
    d[row + 1] = g + carried;
    g = cosine * turned - b;
  }
  d[first] = at - carried;
  e[first] = g;
  e[last] = 0;
}
