import type { Writable } from 'node:stream';
import { CleanCopy, type RowSink } from '../clean-copy.ts';
import { ColumnState } from '../column-state.ts';
import { DEFAULT_LIMITS } from '../limits.ts';
import type { Contract } from '../prepared.ts';
import { ROWS_AT_ONCE, RowTaker } from '../row-taker.ts';
import { ScoringCopy } from '../scoring-copy.ts';
import { SetAsideList } from '../set-aside-list.ts';
import type { Span } from './compose-ranges.ts';
import type { Opening, RangedSource } from './opening.ts';
import { partOf, type RangePart } from './range-part.ts';
import { readSpan } from './read-span.ts';

export interface RangeToPrepare {
  readonly source: RangedSource;
  readonly opening: Opening;
  readonly span: Span;
}

/**
 * prepareCsv for one span of a file: its good rows go to `sink`, as one part of the clean copy. A sink whose span cannot be read is destroyed.
 * `names`: the part begins with the names of the columns, for the first part of a data set, if parts are put together to one file.
 */
export function prepareRange(range: RangeToPrepare & { readonly names: boolean }, contract: Contract, sink: Writable): Promise<RangePart> {
  const clean = new CleanCopy(sink);
  if (range.names) clean.header(contract.columns.map(({ name }) => name));
  return prepared(range, contract, { clean, sinks: [sink] });
}

/** prepareBatch for one span of a file. */
export function prepareBatchRange(
  range: RangeToPrepare,
  contract: Contract,
  sinks: { readonly clean: Writable; readonly lines: Writable },
): Promise<RangePart> {
  return prepared(range, contract, { clean: new ScoringCopy(contract.columns, sinks), sinks: [sinks.clean, sinks.lines] });
}

interface Copy {
  readonly clean: RowSink & { readonly bytes: number; end(): Promise<string> };
  readonly sinks: readonly Writable[];
}

async function prepared({ source, opening, span }: RangeToPrepare, contract: Contract, { clean, sinks }: Copy): Promise<RangePart> {
  const limits = { ...DEFAULT_LIMITS, ...contract.limits };
  const work = { contract, states: contract.columns.map(() => new ColumnState()), setAside: new SetAsideList(limits.listedRows), clean };
  const rows = new RowTaker(source.name, opening, work);
  const shape = { columns: opening.names.length, batchRows: ROWS_AT_ONCE };
  try {
    for await (const _ of readSpan({ source, opening, span, limits, shape }, (batch) => rows.take(batch))) await clean.drain();
    const sha256 = await clean.end();
    const part = partOf(span.encoding, { rows: rows.rows, badRows: rows.badRows, states: work.states, setAside: work.setAside });
    return { ...part, widths: rows.widths.saved(), clean: { sha256, bytes: clean.bytes } };
  } catch (error) {
    for (const sink of sinks) sink.destroy();
    throw error;
  }
}
