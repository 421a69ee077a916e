import type { RowBatch } from './row-batch.ts';
import { CsvScanner } from './scanner.ts';

const SLICE = 16_384;

/** The first records of a file as text, to recognise its delimiter and header from. An unfinished last record is left out unless `complete`. */
export function firstRecords(
  sample: Uint8Array,
  delimiter: number,
  { records, columns, complete }: { readonly records: number; readonly columns: number; readonly complete: boolean },
): readonly (readonly string[])[] {
  const found: (readonly string[])[] = [];
  const options = { source: '', delimiter, columns, rowBytes: sample.length + SLICE, batchRows: 1 };
  const scanner = new CsvScanner(options, (batch) => {
    if (found.length < records) found.push(cellsOf(batch));
  });
  for (let from = 0; from < sample.length && found.length < records; from += SLICE) scanner.push(sample.subarray(from, from + SLICE));
  if (complete && found.length < records) scanner.push(Uint8Array.of(10));
  return found;
}

function cellsOf({ bytes, starts, ends, widths, columns }: RowBatch): readonly string[] {
  return Array.from({ length: Math.min(widths[0] ?? 0, columns) }, (_, column) => bytes.toString('utf8', starts[column] ?? 0, ends[column] ?? 0));
}
