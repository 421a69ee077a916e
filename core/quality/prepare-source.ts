import { type Layout, layoutOf, widthsOf } from './header.ts';
import type { Limits } from './limits.ts';
import { openCsv, readOf, scanned } from './opened-csv.ts';
import type { ReadSource, Source } from './prepared.ts';
import { ROWS_AT_ONCE, RowTaker, type Work } from './row-taker.ts';

/** Reads one file of the data set to its end. */
export async function prepareSource(source: Source, work: Work & { readonly limits: Limits }): Promise<{ readonly read: ReadSource; readonly layout: Layout }> {
  const { contract, clean } = work;
  const opened = await openCsv(source, work.limits, widthsOf(contract));
  const layout = layoutOf(source.name, opened.first, contract);
  const { header } = layout;
  const rows = new RowTaker(source.name, layout, work);
  const shape = { columns: layout.names.length, header, batchRows: ROWS_AT_ONCE };
  for await (const _ of scanned(opened, shape, (batch) => rows.take(batch))) await clean.drain();
  rows.widths.refuse(source.name, rows.rows);
  return { read: { ...readOf(opened, header), rows: rows.rows, badRows: rows.badRows }, layout };
}
