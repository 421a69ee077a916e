import { Buffer } from 'node:buffer';
import { createHash, type Hash } from 'node:crypto';
import { once } from 'node:events';
import type { Writable } from 'node:stream';
import { finished } from 'node:stream/promises';

const PAGE = 65_536;

/** Writes rows as RFC 4180 with commas and line feeds, hashing what it writes. Fills pages and hands them on only in `drain`, so that a slow sink slows the reader. */
export class CleanCopy {
  /** What was handed on so far. */
  bytes = 0;
  readonly #sink: Writable;
  readonly #hash: Hash = createHash('sha256');
  #page = Buffer.allocUnsafeSlow(PAGE);
  #filled = 0;
  #full: Buffer[] = [];

  #broken: Error | undefined;

  constructor(sink: Writable) {
    this.#sink = sink;
    sink.on('error', (error) => {
      this.#broken = error;
    });
  }

  header(names: readonly string[]): void {
    names.forEach((name, at) => {
      const bytes = Buffer.from(name);
      this.cell(bytes, 0, bytes.length, at === names.length - 1);
    });
  }

  cell(bytes: Uint8Array, start: number, end: number, last: boolean): void {
    const most = 2 * (end - start) + 3;
    if (this.#filled + most > this.#page.length) this.#turnPage(most);
    if (needsQuotes(bytes, start, end)) this.#quoted(bytes, start, end);
    else {
      const page = this.#page;
      let to = this.#filled;
      for (let at = start; at < end; at += 1, to += 1) page[to] = bytes[at] ?? 0;
      this.#filled = to;
    }
    this.#page[this.#filled] = last ? 10 : 44;
    this.#filled += 1;
  }

  /** Hands full pages to the sink and waits until it takes more. */
  async drain(): Promise<void> {
    const pages = this.#full;
    this.#full = [];
    for (const page of pages) {
      if (this.#broken !== undefined) throw this.#broken;
      this.#hash.update(page);
      this.bytes += page.length;
      if (!this.#sink.write(page)) await drained(this.#sink);
    }
  }

  /** The SHA-256 of all that was written, once the sink has it. */
  async end(): Promise<string> {
    this.#turnPage(0);
    await this.drain();
    this.#sink.end();
    await finished(this.#sink, { readable: false });
    return this.#hash.digest('hex');
  }

  #quoted(bytes: Uint8Array, start: number, end: number): void {
    const page = this.#page;
    let to = this.#filled;
    page[to++] = 34;
    for (let at = start; at < end; at += 1) {
      const byte = bytes[at] ?? 0;
      page[to++] = byte;
      if (byte === 34) page[to++] = 34;
    }
    page[to++] = 34;
    this.#filled = to;
  }

  #turnPage(needed: number): void {
    if (this.#filled > 0) this.#full.push(this.#page.subarray(0, this.#filled));
    this.#page = Buffer.allocUnsafeSlow(Math.max(PAGE, needed));
    this.#filled = 0;
  }
}

function needsQuotes(bytes: Uint8Array, start: number, end: number): boolean {
  for (let at = start; at < end; at += 1) {
    const byte = bytes[at];
    if (byte === 44 || byte === 34 || byte === 10 || byte === 13) return true;
  }
  return false;
}

/** A sink that breaks while it is full never drains: its error, or its end, is the answer then. */
async function drained(sink: Writable): Promise<void> {
  const gone = new AbortController();
  try {
    await Promise.race([once(sink, 'drain', { signal: gone.signal }), finished(sink, { readable: false, signal: gone.signal, cleanup: true })]);
  } finally {
    gone.abort();
  }
}
