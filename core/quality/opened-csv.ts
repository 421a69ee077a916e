import { recogniseDialect } from './delimiter.ts';
import { DatasetUnreadableError } from './errors.ts';
import type { Limits } from './limits.ts';
import type { ReadSource, Source } from './prepared.ts';
import { type Beginning, readBeginning, SourceReader } from './reading.ts';
import type { RowBatch } from './row-batch.ts';
import { CsvScanner } from './scanner.ts';

export interface OpenedCsv {
  readonly source: Source;
  readonly limits: Limits;
  readonly reader: SourceReader;
  readonly pieces: AsyncGenerator<Uint8Array, void>;
  readonly beginning: Beginning;
  readonly delimiter: string;
  /** The cells of the first record; none where that is longer than a record may be. */
  readonly first: readonly string[];
}

/** Reads so much of a file that its delimiter and its first record are known. */
export async function openCsv(source: Source, limits: Limits, widths?: readonly number[]): Promise<OpenedCsv> {
  const reader = new SourceReader(source, limits);
  const pieces = reader.pieces();
  const beginning = await readBeginning(pieces, limits.rowBytes + 2);
  const { delimiter, records } = recogniseDialect(beginning, limits.columns, widths);
  const [first] = records;
  if (first === undefined && beginning.complete)
    throw new DatasetUnreadableError({ source: source.name, reason: 'the file is empty', nextStep: 'upload a file with data rows' });
  return { source, limits, reader, pieces, beginning, delimiter, first: first ?? [] };
}

/** Scans the opened file to its end, pausing after every piece. */
export async function* scanned(
  { source, limits, reader, pieces, beginning, delimiter }: OpenedCsv,
  { columns, header, batchRows }: { readonly columns: number; readonly header: boolean; readonly batchRows: number },
  take: (batch: RowBatch) => void,
): AsyncGenerator<void, void> {
  const offset = () => (reader.decoder.encoding === 'utf-8' ? reader.decoder.mark : undefined);
  const options = {
    source: source.name,
    delimiter: delimiter.charCodeAt(0),
    columns,
    rowBytes: limits.rowBytes,
    skipRecords: header ? 1 : 0,
    batchRows,
    offset,
  };
  const scanner = new CsvScanner(options, take);
  scanner.push(beginning.bytes);
  scanner.push(beginning.rest);
  yield;
  for await (const piece of pieces) {
    scanner.push(piece);
    yield;
  }
  scanner.end();
  yield;
}

/** What is known of a file once it has been read. */
export function readOf({ source, reader, delimiter }: OpenedCsv, header: boolean): Omit<ReadSource, 'rows' | 'badRows'> {
  return { name: source.name, sha256: reader.sha256(), bytes: reader.bytes, encoding: reader.decoder.encoding, delimiter, header };
}
