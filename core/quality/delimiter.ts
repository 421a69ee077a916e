import { firstRecords } from './sampling.ts';

const CANDIDATES = [',', ';', '\t', '|'] as const;
const RECORDS = 100;

export interface Sample {
  readonly bytes: Uint8Array;
  /** The sample is the whole file. */
  readonly complete: boolean;
}

export interface Dialect {
  readonly delimiter: string;
  readonly records: readonly (readonly string[])[];
}

/** The delimiter under which most records have a width that is expected; where none has, or nothing is expected, the one under which most have the same. */
export function recogniseDialect({ bytes, complete }: Sample, columns: number, widths: readonly number[] = []): Dialect {
  const dialects = CANDIDATES.map((delimiter) => {
    const records = firstRecords(bytes, delimiter.charCodeAt(0), { records: RECORDS, columns, complete });
    return { delimiter, records, score: score(records, widths) };
  });
  const [first, ...others] = dialects;
  return others.reduce((best, dialect) => (dialect.score > best.score ? dialect : best), first ?? { delimiter: ',', records: [], score: 0 });
}

function score(records: readonly (readonly string[])[], widths: readonly number[]): number {
  const seen = new Map<number, number>();
  for (const { length } of records) seen.set(length, (seen.get(length) ?? 0) + 1);
  const expected = Math.max(0, ...widths.map((width) => seen.get(width) ?? 0));
  if (expected > 0) return 10 + expected / records.length;
  const [usual, often] = [...seen].reduce((most, pair) => (pair[1] > most[1] ? pair : most), [1, 0]);
  return usual === 1 ? 0 : often / records.length + usual / 1e6;
}
