import type { Buffer } from 'node:buffer';
import { once } from 'node:events';
import type { Writable } from 'node:stream';
import { finished } from 'node:stream/promises';

/** Hands pages to a sink and waits until it takes more, so that a slow sink slows who writes; a sink that breaks ends the waiting. */
export class PageWriter {
  readonly #sink: Writable;
  #broken: Error | undefined;

  constructor(sink: Writable) {
    this.#sink = sink;
    sink.on('error', (error) => {
      this.#broken = error;
    });
  }

  async write(page: Buffer): Promise<void> {
    const broken = this.#broken ?? this.#sink.errored;
    if (broken) throw broken;
    if (!this.#sink.write(page)) await drained(this.#sink);
  }

  /** Once the sink has everything. */
  async end(): Promise<void> {
    this.#sink.end();
    await finished(this.#sink, { readable: false });
  }
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
