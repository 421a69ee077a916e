import * as z from 'zod/mini';
import { encodingOf } from '../decoding.ts';
import { DatasetUnreadableError } from '../errors.ts';
import { RECORD_START } from './automaton.ts';
import type { Opening } from './opening.ts';
import type { Scouted } from './scout-range.ts';

/** Whole records of a file, from byte `from` to before byte `to`, and all that is needed to read them alone. */
export const Span = z.object({
  from: z.number(),
  to: z.number(),
  /** The physical line that the first record begins on. */
  line: z.number(),
  /** A carriage return comes just before: a line feed at the beginning belongs to it. */
  afterCarriageReturn: z.boolean(),
  encoding: z.enum(['utf-8', 'windows-1252']),
  /** The header is the first record. */
  header: z.boolean(),
});
export type Span = z.infer<typeof Span>;

type Start = Pick<Span, 'from' | 'line' | 'afterCarriageReturn'>;

/**
 * From what was scouted of each range, in the file's order and without gaps: spans that begin with the first record of their range and end where the next one begins.
 * A range in which no record begins has none. Throws DatasetUnreadableError where ranges do not fit together: another version of the file was scouted, or one is missing.
 */
export function composeRanges(opening: Opening, scouted: readonly Scouted[]): readonly Span[] {
  if (!opening.splittable) throw notSplittable(opening);
  let at = opening.mark;
  let state: number = RECORD_START;
  let [line, afterCarriageReturn] = [1, false];
  const starts: Start[] = [];
  for (const range of scouted) {
    const track = range.tracks[state];
    if (range.from !== at || track === undefined) throw doNotFit(opening, at);
    const split = afterCarriageReturn && range.beginsWithLineFeed ? 1 : 0;
    const { record } = track;
    if (record?.at === 0) starts.push({ from: at, line, afterCarriageReturn });
    else if (record !== undefined) starts.push({ from: at + record.at, line: line + record.lines - split, afterCarriageReturn: record.afterCarriageReturn });
    state = track.exit;
    line += range.lines - split;
    if (range.bytes > 0) afterCarriageReturn = range.endsWithCarriageReturn;
    at += range.bytes;
  }
  if (at !== opening.bytes) throw doNotFit(opening, at);
  const encoding = opening.encoding ?? decided(scouted);
  return starts.map((start, index) => {
    const to = starts[index + 1]?.from ?? at;
    return { ...start, to, encoding, header: opening.header && start.from <= opening.firstRecord && opening.firstRecord < to };
  });
}

/** The first character beyond ASCII decides, though it may lie in two ranges. */
function decided(scouted: readonly Scouted[]): 'utf-8' | 'windows-1252' {
  const first = scouted.findIndex(({ beyondAscii }) => beyondAscii.length > 0);
  if (first === -1) return 'utf-8';
  return encodingOf(Uint8Array.from([...(scouted[first]?.beyondAscii ?? []), ...scouted.slice(first + 1).flatMap(({ head }) => head)]));
}

function notSplittable({ source }: Opening): DatasetUnreadableError {
  return new DatasetUnreadableError({
    source,
    reason: 'its characters have two bytes (UTF-16), so it cannot be read in ranges',
    nextStep: 'read it in one pass, or save it as UTF-8',
  });
}

function doNotFit({ source }: Opening, offset: number): DatasetUnreadableError {
  return new DatasetUnreadableError({
    source,
    offset,
    reason: 'the ranges that were looked at do not follow one another',
    nextStep: 'scout all ranges of one version of the file again',
  });
}
