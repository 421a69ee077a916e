import { Buffer } from 'node:buffer';
import type { Writable } from 'node:stream';
import { PageWriter } from './page-writer.ts';
import { textLines } from './text-lines.ts';

const PAGE = 65_536;

/** The lines on which the records of a copy begin in their source, as runs `first,count`: most files need one run only. */
export class SourceLines {
  readonly #pages: PageWriter;
  #first = 0;
  #count = 0;
  #written = '';

  constructor(sink: Writable) {
    this.#pages = new PageWriter(sink);
  }

  add(line: number, count = 1): void {
    if (this.#count > 0 && line === this.#first + this.#count) this.#count += count;
    else {
      this.#closeRun();
      this.#first = line;
      this.#count = count;
    }
  }

  async drain(): Promise<void> {
    if (this.#written.length < PAGE) return;
    const page = this.#written;
    this.#written = '';
    await this.#pages.write(Buffer.from(page));
  }

  async end(): Promise<void> {
    this.#closeRun();
    await this.#pages.write(Buffer.from(this.#written));
    await this.#pages.end();
  }

  #closeRun(): void {
    if (this.#count > 0) this.#written += `${this.#first},${this.#count}\n`;
  }
}

/** The lines that SourceLines has written down, one after the other. */
export async function* readSourceLines(stream: AsyncIterable<unknown>): AsyncGenerator<number, void> {
  for await (const { first, count } of readRuns(stream)) for (let line = first; line < first + count; line += 1) yield line;
}

/** Several lists that follow one another, as SourceLines would have written them as one. */
export async function joinSourceLines(lists: AsyncIterable<AsyncIterable<unknown>>, sink: Writable): Promise<void> {
  const lines = new SourceLines(sink);
  try {
    for await (const list of lists) {
      for await (const { first, count } of readRuns(list)) {
        lines.add(first, count);
        await lines.drain();
      }
    }
    await lines.end();
  } catch (error) {
    sink.destroy();
    throw error;
  }
}

async function* readRuns(stream: AsyncIterable<unknown>): AsyncGenerator<{ readonly first: number; readonly count: number }, void> {
  for await (const run of textLines(stream)) {
    const [first = Number.NaN, count = 0] = run.split(',').map(Number);
    yield { first, count };
  }
}
