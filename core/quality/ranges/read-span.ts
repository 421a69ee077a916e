import { Decoder } from '../decoding.ts';
import { DatasetUnreadableError } from '../errors.ts';
import type { Limits } from '../limits.ts';
import { SLICE } from '../reading.ts';
import type { RowBatch } from '../row-batch.ts';
import { CsvScanner } from '../scanner.ts';
import type { Span } from './compose-ranges.ts';
import type { Opening, RangedSource } from './opening.ts';

export interface SpanReading {
  readonly source: RangedSource;
  readonly opening: Opening;
  readonly span: Span;
  readonly limits: Limits;
  readonly shape: { readonly columns: number; readonly batchRows: number };
}

/** Scans the records of one span, pausing after every piece. Lines and byte offsets in errors are those of the whole file. */
export async function* readSpan({ source, opening, span, limits, shape }: SpanReading, take: (batch: RowBatch) => void): AsyncGenerator<void, void> {
  const decoder = new Decoder(span.encoding);
  const options = {
    source: source.name,
    delimiter: opening.delimiter.charCodeAt(0),
    ...shape,
    rowBytes: limits.rowBytes,
    skipRecords: span.header ? 1 : 0,
    line: span.line,
    afterCarriageReturn: span.afterCarriageReturn,
    offset: () => (span.encoding === 'utf-8' ? span.from : undefined),
  };
  const scanner = new CsvScanner(options, take);
  let bytes = 0;
  for await (const chunk of await source.read(span.from, span.to)) {
    if (!(chunk instanceof Uint8Array)) throw new TypeError(`${source.name} must be read as a stream of bytes`);
    bytes += chunk.length;
    for (let from = 0; from < chunk.length; from += SLICE) {
      scanner.push(decoder.push(chunk.subarray(from, from + SLICE)));
      yield;
    }
  }
  if (bytes !== span.to - span.from) throw cutShort(source.name, span.from + bytes);
  scanner.end();
  yield;
}

function cutShort(source: string, offset: number): DatasetUnreadableError {
  return new DatasetUnreadableError({
    source,
    offset,
    reason: 'the file ends before its range does',
    nextStep: 'begin again with the version of the file that is there now',
  });
}
