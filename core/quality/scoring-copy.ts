import type { Writable } from 'node:stream';
import type { Column } from '../project.ts';
import { CleanCopy, type RowSink } from './clean-copy.ts';
import type { RowBatch } from './row-batch.ts';
import { SourceLines } from './source-lines.ts';

const SPACE = 32;

/**
 * What a model's server is sent: no header, the columns that it learned from, and each record on one physical line, since SageMaker splits at line ends.
 * Beside it goes the list of the source lines.
 */
export class ScoringCopy implements RowSink {
  readonly #clean: CleanCopy;
  readonly #lines: SourceLines;
  /** Of the columns that are sent, their places in the contract. */
  readonly #sent: readonly number[];

  constructor(columns: readonly Column[], sinks: { readonly clean: Writable; readonly lines: Writable }) {
    this.#clean = new CleanCopy(sinks.clean);
    this.#lines = new SourceLines(sinks.lines);
    this.#sent = columns.flatMap(({ type }, at) => (type === 'text' ? [] : [at]));
  }

  /** What was handed on so far to be sent. */
  get bytes(): number {
    return this.#clean.bytes;
  }

  row(batch: RowBatch, row: number, order: readonly number[]): void {
    const places = this.#sent.map((at) => order[at] ?? at);
    for (const place of places) joinLines(batch, row * batch.columns + place);
    if (isEmptyLine(batch, row, places)) this.#clean.cells(EMPTY_CELL);
    else this.#clean.row(batch, row, places);
    this.#lines.add(batch.lines[row] ?? 0);
  }

  async drain(): Promise<void> {
    await this.#clean.drain();
    await this.#lines.drain();
  }

  /** The SHA-256 of what the server is sent, once both sinks have everything. */
  async end(): Promise<string> {
    await this.#lines.end();
    return this.#clean.end();
  }
}

/** One empty cell alone on a line: a line of nothing would be taken for no record at all. */
const EMPTY_CELL = new TextEncoder().encode('""\n');

function isEmptyLine({ starts, ends, columns }: RowBatch, row: number, places: readonly number[]): boolean {
  const [only, ...others] = places;
  if (only === undefined || others.length > 0) return false;
  return starts[row * columns + only] === ends[row * columns + only];
}

function joinLines({ bytes, starts, ends }: RowBatch, cell: number): void {
  for (let at = starts[cell] ?? 0; at < (ends[cell] ?? 0); at += 1) if (bytes[at] === 10 || bytes[at] === 13) bytes[at] = SPACE;
}
