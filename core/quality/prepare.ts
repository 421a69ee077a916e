import type { Writable } from 'node:stream';
import { CleanCopy } from './clean-copy.ts';
import { ColumnState } from './column-state.ts';
import { constraintsOf } from './constraints.ts';
import { DEFAULT_LIMITS } from './limits.ts';
import { prepareSource } from './prepare-source.ts';
import type { Contract, Prepared, ReadSource, Source } from './prepared.ts';
import { SetAsideList } from './set-aside-list.ts';
import { statisticsOf } from './statistics.ts';

/**
 * Reads every source once: hashes it, checks each row against the contract, profiles what is good and writes it to `sink` as one clean CSV with a header.
 * Throws DatasetUnreadableError for a file that cannot be trained on; the sink is then destroyed, so that half a copy is never taken for a whole one.
 */
export async function prepareCsv(sources: readonly Source[], contract: Contract, sink: Writable): Promise<Prepared> {
  const work = {
    contract,
    limits: { ...DEFAULT_LIMITS, ...contract.limits },
    states: contract.columns.map(() => new ColumnState()),
    setAside: new SetAsideList({ ...DEFAULT_LIMITS, ...contract.limits }.listedRows),
    clean: new CleanCopy(sink),
  };
  work.clean.header(contract.columns.map(({ name }) => name));
  const read: ReadSource[] = [];
  try {
    for (const source of sources) read.push(await prepareSource(source, work));
    return prepared(read, work, await work.clean.end());
  } catch (error) {
    sink.destroy();
    throw error;
  }
}

/** The answer, once all rows are taken. */
export function prepared(
  sources: readonly ReadSource[],
  { contract, states, setAside }: { readonly contract: Contract; readonly states: readonly ColumnState[]; readonly setAside: SetAsideList },
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
