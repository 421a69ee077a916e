import { Buffer } from 'node:buffer';
import { createHash, type Hash } from 'node:crypto';
import type { Writable } from 'node:stream';
import { PageWriter } from './page-writer.ts';
import type { RowBatch } from './row-batch.ts';

const PAGE = 65_536;

/** Where the good rows of a source go. `order` says where in the file each contract column stands. */
export interface RowSink {
  row(batch: RowBatch, row: number, order: readonly number[]): void;
  /** Hands on what was taken, and waits until more is wanted. */
  drain(): Promise<void>;
}

/** Writes rows as RFC 4180 with commas and line feeds, hashing what it writes. Fills pages and hands them on only in `drain`, so that a slow sink slows the reader. */
export class CleanCopy implements RowSink {
  /** What was handed on so far. */
  bytes = 0;
  readonly #pages: PageWriter;
  readonly #hash: Hash = createHash('sha256');
  #page = Buffer.allocUnsafeSlow(PAGE);
  #filled = 0;
  #full: Buffer[] = [];

  constructor(sink: Writable) {
    this.#pages = new PageWriter(sink);
  }

  header(names: readonly string[]): void {
    names.forEach((name, at) => {
      const bytes = Buffer.from(name);
      this.cell(bytes, 0, bytes.length, at === names.length - 1);
    });
  }

  row({ bytes, starts, ends, columns }: RowBatch, row: number, order: readonly number[]): void {
    const last = order.length - 1;
    for (let at = 0; at <= last; at += 1) {
      const cell = row * columns + (order[at] ?? at);
      this.cell(bytes, starts[cell] ?? 0, ends[cell] ?? 0, at === last);
    }
  }

  cell(bytes: Uint8Array, start: number, end: number, last: boolean): void {
    const most = mostOf(start, end);
    if (this.#filled + most > this.#page.length) this.#turnPage(most);
    this.#filled = writeCell(this.#page, this.#filled, { bytes, start, end });
    this.#page[this.#filled] = last ? 10 : 44;
    this.#filled += 1;
  }

  /** Cells that are written already, as `writeCell` does. */
  cells(written: Uint8Array): void {
    if (this.#filled + written.length > this.#page.length) this.#turnPage(written.length);
    this.#page.set(written, this.#filled);
    this.#filled += written.length;
  }

  /** Hands full pages to the sink and waits until it takes more. */
  async drain(): Promise<void> {
    const pages = this.#full;
    this.#full = [];
    for (const page of pages) {
      this.#hash.update(page);
      this.bytes += page.length;
      await this.#pages.write(page);
    }
  }

  /** The SHA-256 of all that was written, once the sink has it. */
  async end(): Promise<string> {
    this.#turnPage(0);
    await this.drain();
    await this.#pages.end();
    return this.#hash.digest('hex');
  }

  #turnPage(needed: number): void {
    if (this.#filled > 0) this.#full.push(this.#page.subarray(0, this.#filled));
    this.#page = Buffer.allocUnsafeSlow(Math.max(PAGE, needed));
    this.#filled = 0;
  }
}

/** How many bytes a cell may need, with quotes and what follows it. */
export const mostOf = (start: number, end: number): number => 2 * (end - start) + 3;

/** Writes one cell, quoted where it must be; answers where the next byte belongs. */
export function writeCell(
  page: Uint8Array,
  from: number,
  { bytes, start, end }: { readonly bytes: Uint8Array; readonly start: number; readonly end: number },
): number {
  const quotes = needsQuotes(bytes, start, end);
  let to = from;
  if (quotes) page[to++] = 34;
  for (let at = start; at < end; at += 1) {
    const byte = bytes[at] ?? 0;
    page[to++] = byte;
    if (byte === 34) page[to++] = 34;
  }
  if (quotes) page[to++] = 34;
  return to;
}

function needsQuotes(bytes: Uint8Array, start: number, end: number): boolean {
  for (let at = start; at < end; at += 1) {
    const byte = bytes[at];
    if (byte === 44 || byte === 34 || byte === 10 || byte === 13) return true;
  }
  return false;
}
