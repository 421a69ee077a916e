import { scaleLinear, scaleThreshold } from 'd3-scale';
import type { WeightedSample } from '../drift/weighted-sample.ts';

/** About so many: the steps between edges are 1, 2 or 5 times a power of ten. */
const BINS = 24;

export interface Range {
  readonly low: number;
  readonly high: number;
  /** Whole numbers get a bin each, as long as there are few enough. */
  readonly whole: boolean;
}

/** Edges in ascending order, shared by both sides, so that bars of equal height hold equal shares of rows. */
export function commonEdges({ low, high, whole }: Range): readonly number[] {
  const wanted = whole ? Math.min(BINS, Math.max(1, high - low)) : BINS;
  const ticks = scaleLinear().domain([low, high]).nice(wanted).ticks(wanted);
  const edges = ticks.filter((edge, at) => Number.isFinite(edge) && (at === 0 || edge > (ticks[at - 1] ?? edge)));
  const [first, second] = edges;
  const last = edges.at(-1);
  if (first === undefined || second === undefined || last === undefined) return commonEdges({ ...aroundOne(low), whole });
  const step = second - first;
  if (whole && step === 1) return [...edges, last + 1].map((edge) => edge - 0.5);
  return high < last ? edges : [...edges, last + step];
}

/** A range without width, or too narrow to be divided: room on both sides of its value. */
function aroundOne(value: number): Omit<Range, 'whole'> {
  const room = Math.max(1, Math.abs(value) / 10);
  return { low: value - room, high: value + room };
}

export interface Binned {
  /** The share of all rows in each bin. */
  readonly shares: readonly number[];
  /** The share of rows below the first edge or above the last. */
  readonly beyond: number;
}

export function binned({ values, counts, count }: WeightedSample, edges: readonly number[], unit: number): Binned {
  const place = scaleThreshold<number, number>()
    .domain(edges)
    .range([...edges.keys(), edges.length]);
  const filled = new Float64Array(edges.length + 1);
  values.forEach((value, at) => {
    const bin = place(value / unit);
    filled[bin] = (filled[bin] ?? 0) + (counts[at] ?? 0);
  });
  const shares = Array.from(filled, (rows) => rows / count);
  return { shares: shares.slice(1, -1), beyond: (shares[0] ?? 0) + (shares.at(-1) ?? 0) };
}
