import type { Judged } from '../core/quality/drift/drift-report.ts';
import { chiSquareTail } from '../core/quality/drift/special-functions.ts';
import type { Table } from './drift-batches.ts';

type Numbers = Float64Array;
type Distances = { readonly psi: number; readonly wasserstein: number; readonly linf: number; readonly p: number };

/** The usual rules: a column drifts when one figure passes one limit, whatever the number of rows and columns. True where any column drifts. */
export function usualRules(columns: readonly Distances[]): Readonly<Record<string, boolean>> {
  const any = (drifts: (column: Distances) => boolean) => columns.some(drifts);
  return {
    'PSI > .1': any(({ psi }) => psi > 0.1),
    'Wasserstein > .1': any(({ wasserstein }) => wasserstein > 0.1),
    'L-infinity > .1': any(({ linf }) => linf > 0.1),
    'KS p < .05': any(({ p }) => p < 0.05),
  };
}

export function distances(baseline: Table, batch: Table): readonly Distances[] {
  return Object.keys(baseline).map((name) => distancesOf(baseline[name] ?? [], batch[name] ?? []));
}

/** The same p-values under other corrections, at 1 %: the ground on which one was chosen. */
export function otherCorrections(tests: readonly Judged[], columns: readonly Distances[]): Readonly<Record<string, boolean>> {
  const ps = tests
    .filter(({ check }) => check === 'baseline_drift_check')
    .map(({ p }) => p)
    .sort((a, b) => a - b);
  const harmonic = ps.length / ps.reduce((sum, p) => sum + 1 / p, 0);
  const cauchy = ps.reduce((sum, p) => sum + Math.tan((0.5 - p) * Math.PI), 0) / ps.length;
  return {
    none: ps.some((p) => p <= 0.01),
    'Bonferroni, Holm': ps.some((p) => p * ps.length <= 0.01),
    'Simes, Hochberg': ps.some((p, at) => (p * ps.length) / (at + 1) <= 0.01),
    'harmonic mean p': harmonic <= 0.01,
    'Cauchy combination': 0.5 - Math.atan(cauchy) / Math.PI <= 0.01,
    'KS p, Holm': columns.some(({ p }) => p * columns.length <= 0.01),
  };
}

function distancesOf(baseline: Table[string], batch: Table[string]): Distances {
  const [before, now] = [numbersOf(baseline), numbersOf(batch)];
  return before.length > 0 && now.length > 0 ? ofNumbers(before, now) : ofCategories(baseline, batch);
}

const sorted = new WeakMap<Table[string], Numbers>();

/** In order; a baseline is compared with several batches and sorted once. */
function numbersOf(cells: Table[string]): Numbers {
  const known = sorted.get(cells);
  if (known !== undefined) return known;
  const numbers = Float64Array.from(cells.filter((cell): cell is number => typeof cell === 'number' && !Number.isNaN(cell))).sort();
  sorted.set(cells, numbers);
  return numbers;
}

function ofNumbers(before: Numbers, now: Numbers): Distances {
  const edges = Array.from({ length: 9 }, (_, at) => before[Math.floor(((at + 1) / 10) * before.length)] ?? 0);
  const shares = (values: Numbers) =>
    edges
      .concat(Number.POSITIVE_INFINITY)
      .map((edge, at) => countUpTo(values, edge) - (at === 0 ? 0 : countUpTo(values, edges[at - 1] ?? 0)))
      .map((count) => count / values.length);
  const linf = largestGap(before, now);
  const rows = (before.length * now.length) / (before.length + now.length);
  return {
    psi: psi(shares(before), shares(now)),
    wasserstein: wasserstein(before, now),
    linf,
    p: kolmogorov((Math.sqrt(rows) + 0.12 + 0.11 / Math.sqrt(rows)) * linf),
  };
}

function ofCategories(baseline: Table[string], batch: Table[string]): Distances {
  const names = [...new Set([...baseline, ...batch])];
  const counts = (cells: Table[string]) => names.map((name) => cells.filter((cell) => cell === name).length);
  const [before, now] = [counts(baseline), counts(batch)];
  const [p, q] = [before.map((count) => count / baseline.length), now.map((count) => count / batch.length)];
  const middle = p.map((share, at) => (share + (q[at] ?? 0)) / 2);
  const kl = (from: readonly number[]) => from.reduce((sum, share, at) => sum + (share === 0 ? 0 : share * Math.log2(share / (middle[at] ?? 1))), 0);
  const rows = baseline.length + batch.length;
  const chi = names.reduce<number>(
    (sum, _, at) => sum + ((now[at] ?? 0) - (batch.length * ((now[at] ?? 0) + (before[at] ?? 0))) / rows) ** 2 / ((now[at] ?? 0) + (before[at] ?? 0)),
    0,
  );
  const linf = Math.max(...p.map((share, at) => Math.abs(share - (q[at] ?? 0))));
  return {
    psi: psi(p, q),
    wasserstein: Math.sqrt(Math.max(0, kl(p) + kl(q)) / 2),
    linf,
    p: chiSquareTail((chi * rows * rows) / (baseline.length * batch.length), names.length - 1),
  };
}

function countUpTo(sorted: Numbers, edge: number): number {
  let [low, high] = [0, sorted.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((sorted[middle] ?? 0) <= edge) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** With one ten-thousandth where a bin is empty, as is usual. */
const psi = (p: readonly number[], q: readonly number[]) =>
  p.reduce((sum, share, at) => sum + (Math.max(1e-4, q[at] ?? 0) - Math.max(1e-4, share)) * Math.log(Math.max(1e-4, q[at] ?? 0) / Math.max(1e-4, share)), 0);

function largestGap(before: Numbers, now: Numbers): number {
  return now.reduce((most, value, at) => {
    const below = countUpTo(before, value) / before.length;
    const strictlyBelow = countUpTo(before, value - 1e-12) / before.length;
    return Math.max(
      most,
      now[at + 1] === value ? 0 : Math.abs((at + 1) / now.length - below),
      now[at - 1] === value ? 0 : Math.abs(strictlyBelow - at / now.length),
    );
  }, 0);
}

/** Mean distance of equal ranks, in the baseline's standard deviations. */
function wasserstein(before: Numbers, now: Numbers): number {
  const mean = before.reduce((sum, value) => sum + value, 0) / before.length;
  const deviation = Math.sqrt(before.reduce((sum, value) => sum + (value - mean) ** 2, 0) / before.length);
  let [left, right, at, area] = [0, 0, 0, 0];
  while (left < before.length && right < now.length) {
    const next = Math.min((left + 1) / before.length, (right + 1) / now.length);
    area += (next - at) * Math.abs((before[left] ?? 0) - (now[right] ?? 0));
    if ((left + 1) / before.length <= next) left += 1;
    if ((right + 1) / now.length <= next) right += 1;
    at = next;
  }
  return area / Math.max(deviation, 0.001);
}

function kolmogorov(lambda: number): number {
  let sum = 0;
  for (let k = 1; k <= 100; k += 1) sum += 2 * (k % 2 === 1 ? 1 : -1) * Math.exp(-2 * k * k * lambda * lambda);
  return lambda < 0.2 ? 1 : Math.min(1, Math.max(0, sum));
}
