import type { Writable } from 'node:stream';
import { CleanCopy, type RowSink } from './clean-copy.ts';
import { ColumnState } from './column-state.ts';
import { constraintsOf } from './constraints.ts';
import { DEFAULT_LIMITS, type Limits } from './limits.ts';
import { prepareSource } from './prepare-source.ts';
import type { Contract, Prepared, ReadSource, Source } from './prepared.ts';
import type { Work } from './row-taker.ts';
import { SetAsideList } from './set-aside-list.ts';
import { statisticsOf } from './statistics.ts';

/**
 * Reads every source once: hashes it, checks each row against the contract, profiles what is good and writes it to `sink` as one clean CSV with a header.
 * Throws DatasetUnreadableError for a file that cannot be trained on; the sink is then destroyed, so that half a copy is never taken for a whole one.
 */
export async function prepareCsv(sources: readonly Source[], contract: Contract, sink: Writable): Promise<Prepared> {
  const clean = new CleanCopy(sink);
  const work = workOn(contract, clean);
  clean.header(contract.columns.map(({ name }) => name));
  const read: ReadSource[] = [];
  try {
    for (const source of sources) read.push((await prepareSource(source, work)).read);
    return preparedFrom(read, work, await clean.end());
  } catch (error) {
    sink.destroy();
    throw error;
  }
}

export function workOn(contract: Contract, clean: RowSink): Work & { readonly limits: Limits } {
  const limits = { ...DEFAULT_LIMITS, ...contract.limits };
  return { contract, limits, states: contract.columns.map(() => new ColumnState()), setAside: new SetAsideList(limits.listedRows), clean };
}

/** What was found in all sources together, once all their rows are taken. */
export function preparedFrom(
  sources: readonly ReadSource[],
  { contract, states, setAside }: Pick<Work, 'contract' | 'states' | 'setAside'>,
  cleanSha256: string,
): Prepared {
  const rows = sources.reduce((sum, source) => sum + source.rows, 0);
  const badRows = sources.reduce((sum, source) => sum + source.badRows, 0);
  const profile = contract.columns.map((column, at) => (states[at] ?? new ColumnState()).profile(column.name, column));
  return {
    sources,
    rows,
    badRows,
    cleanSha256,
    setAside: setAside.listed,
    setAsideReasons: setAside.reasons,
    statistics: statisticsOf(profile, rows - badRows),
    constraints: constraintsOf(profile),
    profile,
  };
}
