import { DEFAULT_LIMITS } from '../limits.ts';
import { type Profiled, type ProfileOptions, profiled } from '../profile.ts';
import { RowProfiler } from '../row-profiler.ts';
import type { Span } from './compose-ranges.ts';
import type { Opening, RangedSource } from './opening.ts';
import { PartsTaken, partOf, type RangePart } from './range-part.ts';
import { readSpan } from './read-span.ts';

/** profileCsv for one span of a file. */
export async function profileRange(source: RangedSource, opening: Opening, span: Span, { limits }: Pick<ProfileOptions, 'limits'> = {}): Promise<RangePart> {
  const all = { ...DEFAULT_LIMITS, ...limits };
  const rows = new RowProfiler(source.name, opening.names.length, all);
  for await (const _ of readSpan({ source, opening, span, limits: all, shape: rows.shape }, (batch) => rows.take(batch)));
  return partOf(span.encoding, rows);
}

/** The parts of a file, in order, as profileCsv would answer for the whole. `sha256` is that of the file, which no part knows. */
export function mergeProfiled(
  opening: Opening,
  parts: readonly RangePart[],
  { sha256, listedRows }: { readonly sha256: string; readonly listedRows?: number },
): Profiled {
  const all = new PartsTaken(opening.names.length, listedRows);
  for (const part of parts) all.take(part);
  return profiled(readFrom(opening, parts[0]?.encoding ?? 'utf-8', sha256), opening.names, all);
}

/** What is known of a file once all of its parts are. */
export function readFrom(
  { source, bytes, delimiter, header }: Opening,
  encoding: RangePart['encoding'],
  sha256: string,
): Omit<Profiled['source'], 'rows' | 'badRows'> {
  return { name: source, sha256, bytes, encoding, delimiter, header };
}
