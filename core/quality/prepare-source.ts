import { layoutOf } from './header.ts';
import type { Limits } from './limits.ts';
import { openCsv, readOf, scanned } from './opened-csv.ts';
import type { ReadSource, Source } from './prepared.ts';
import { ROWS_AT_ONCE, RowTaker, type Work } from './row-taker.ts';

/** Reads one file of the data set to its end. */
export async function prepareSource(source: Source, work: Work & { readonly limits: Limits }): Promise<ReadSource> {
  const { contract, clean } = work;
  const opened = await openCsv(source, work.limits, contract.columns.length);
  const { header, order } = layoutOf(source.name, opened.first, contract);
  const rows = new RowTaker(source.name, order, work);
  const shape = { columns: contract.columns.length, header, batchRows: ROWS_AT_ONCE };
  for await (const _ of scanned(opened, shape, (batch) => rows.take(batch))) await clean.drain();
  rows.widths.refuse(source.name, rows.rows);
  return { ...readOf(opened, header), rows: rows.rows, badRows: rows.badRows };
}
