import type { Writable } from 'node:stream';
import { CleanCopy } from '../clean-copy.ts';
import { ColumnState } from '../column-state.ts';
import { DEFAULT_LIMITS } from '../limits.ts';
import { preparedFrom } from '../prepare.ts';
import type { Contract, Prepared } from '../prepared.ts';
import { ROWS_AT_ONCE, RowTaker } from '../row-taker.ts';
import { SetAsideList } from '../set-aside-list.ts';
import { WidthTally } from '../width-tally.ts';
import type { Span } from './compose-ranges.ts';
import type { Opening, RangedSource } from './opening.ts';
import { readFrom } from './profile-range.ts';
import { mergedParts, partOf, type RangePart } from './range-part.ts';
import { readSpan } from './read-span.ts';

export interface RangeToPrepare {
  readonly source: RangedSource;
  readonly opening: Opening;
  readonly span: Span;
  /** The part of the clean copy begins with the names of the columns: for the first part of a data set, if parts are put together to one file. */
  readonly names: boolean;
}

/** prepareCsv for one span of a file: its good rows go to `sink`, as one part of the clean copy. A sink whose span cannot be read is destroyed. */
export async function prepareRange({ source, opening, span, names }: RangeToPrepare, contract: Contract, sink: Writable): Promise<RangePart> {
  const limits = { ...DEFAULT_LIMITS, ...contract.limits };
  const clean = new CleanCopy(sink);
  const work = { contract, states: contract.columns.map(() => new ColumnState()), setAside: new SetAsideList(limits.listedRows), clean };
  const rows = new RowTaker(source.name, opening, work);
  const shape = { columns: opening.names.length, batchRows: ROWS_AT_ONCE };
  if (names) clean.header(contract.columns.map(({ name }) => name));
  try {
    for await (const _ of readSpan({ source, opening, span, limits, shape }, (batch) => rows.take(batch))) await clean.drain();
    const sha256 = await clean.end();
    const part = partOf(span.encoding, { rows: rows.rows, badRows: rows.badRows, states: work.states, setAside: work.setAside });
    return { ...part, widths: rows.widths.saved(), clean: { sha256, bytes: clean.bytes } };
  } catch (error) {
    sink.destroy();
    throw error;
  }
}

/** One file of a data set and its parts, in order. `sha256` is that of the file, which no part knows. */
export interface RangedFile {
  readonly opening: Opening;
  readonly parts: readonly RangePart[];
  readonly sha256: string;
}

/** All parts of all files as prepareCsv would answer for the whole. `cleanSha256` is that of the parts of the clean copy, one behind the other. */
export function mergePrepared(files: readonly RangedFile[], contract: Contract, cleanSha256: string): Prepared {
  const sources = files.map(({ opening, parts, sha256 }) => {
    const rows = parts.reduce((sum, part) => sum + part.rows, 0);
    refuseWrongWidth(opening, parts, contract);
    return { ...readFrom(opening, parts, sha256), rows, badRows: parts.reduce((sum, part) => sum + part.badRows, 0) };
  });
  const all = files.flatMap(({ parts }) => parts);
  const { states, setAside } = mergedParts(all, contract.columns.length, contract.limits?.listedRows);
  return preparedFrom(sources, { contract, states, setAside }, cleanSha256);
}

function refuseWrongWidth({ source }: Opening, parts: readonly RangePart[], { columns }: Contract): void {
  const widths = new WidthTally(columns.length);
  for (const part of parts) if (part.widths !== undefined) widths.merge(part.widths);
  widths.refuse(
    source,
    parts.reduce((sum, { rows }) => sum + rows, 0),
  );
}
