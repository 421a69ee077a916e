import { leftOver } from '../header.ts';
import { preparedFrom } from '../prepare.ts';
import type { PreparedBatch } from '../prepare-batch.ts';
import type { Contract, Prepared, ReadSource } from '../prepared.ts';
import { WidthTally } from '../width-tally.ts';
import type { Opening } from './opening.ts';
import { readFrom } from './profile-range.ts';
import { PartsTaken, type RangePart } from './range-part.ts';

/** One file of a data set and its parts, in order; each is asked for when those before it are merged. `sha256` is that of the file, which no part knows. */
export interface RangedFile {
  readonly opening: Opening;
  readonly parts: AsyncIterable<RangePart> | Iterable<RangePart>;
  readonly sha256: string;
}

/** All parts of all files as prepareCsv would answer for the whole. `hash` is asked at the end for the SHA-256 of the parts of the clean copy, one behind the other. */
export async function mergePrepared(files: readonly RangedFile[], contract: Contract, hash: () => Promise<string>): Promise<Prepared> {
  const all = new PartsTaken(contract.columns.length, contract.limits?.listedRows);
  const sources: ReadSource[] = [];
  for (const file of files) sources.push(await mergedFile(file, contract, all));
  return preparedFrom(sources, { contract, states: all.states, setAside: all.setAside }, await hash());
}

/** The parts of a batch as prepareBatch would answer for the whole. */
export async function mergePreparedBatch(file: RangedFile, contract: Contract, hash: () => Promise<string>): Promise<PreparedBatch> {
  const { header, order, names } = file.opening;
  return { ...(await mergePrepared([file], contract, hash)), layout: { header, order, names, ...leftOver(names, contract) } };
}

async function mergedFile({ opening, parts, sha256 }: RangedFile, { columns }: Contract, all: PartsTaken): Promise<ReadSource> {
  const widths = new WidthTally(columns.length);
  const before = { rows: all.rows, badRows: all.badRows };
  let encoding: RangePart['encoding'] = 'utf-8';
  for await (const part of parts) {
    encoding = part.encoding;
    if (part.widths !== undefined) widths.merge(part.widths);
    all.take(part);
  }
  const rows = all.rows - before.rows;
  widths.refuse(opening.source, rows);
  return { ...readFrom(opening, encoding, sha256), rows, badRows: all.badRows - before.badRows };
}
