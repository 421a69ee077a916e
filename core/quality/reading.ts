import { Buffer } from 'node:buffer';
import { createHash, type Hash } from 'node:crypto';
import { Decoder } from './decoding.ts';
import { DatasetUnreadableError } from './errors.ts';
import { foreignFormat } from './foreign-format.ts';
import type { Limits } from './limits.ts';
import type { Source } from './prepared.ts';

const SLICE = 65_536;
const HEAD = 16;

/** One file as it is read: its raw bytes hashed and counted, its text decoded. */
export class SourceReader {
  readonly decoder = new Decoder();
  readonly #source: Source;
  readonly #limits: Limits;
  readonly #hash: Hash = createHash('sha256');
  #head: Uint8Array = new Uint8Array(0);
  bytes = 0;

  constructor(source: Source, limits: Limits) {
    this.#source = source;
    this.#limits = limits;
  }

  /** UTF-8 in pieces of at most 192 KiB, so that whoever reads can stop between them and wait. */
  async *pieces(): AsyncGenerator<Uint8Array, void> {
    for await (const chunk of await this.#source.open()) {
      if (!(chunk instanceof Uint8Array)) throw new TypeError(`${this.#source.name} must be opened as a stream of bytes`);
      for (let from = 0; from < chunk.length; from += SLICE) {
        const piece = this.decoder.push(this.#take(chunk.subarray(from, from + SLICE)));
        if (piece.length > 0) yield piece;
      }
    }
    this.#refuseForeign();
    const last = this.decoder.end();
    if (last.length > 0) yield last;
  }

  sha256(): string {
    return this.#hash.digest('hex');
  }

  #take(slice: Uint8Array): Uint8Array {
    this.#hash.update(slice);
    this.bytes += slice.length;
    if (this.#head.length < HEAD) {
      this.#head = Uint8Array.from([...this.#head, ...slice.subarray(0, HEAD - this.#head.length)]);
      if (this.#head.length === HEAD) this.#refuseForeign();
    }
    const { totalBytes } = this.#limits;
    if (this.bytes > totalBytes) {
      throw new DatasetUnreadableError({
        source: this.#source.name,
        reason: `the file is larger than ${totalBytes} bytes`,
        nextStep: 'split it, or upload a sample of it',
      });
    }
    return slice;
  }

  #refuseForeign(): void {
    const format = foreignFormat(this.#head);
    if (format === undefined) return;
    throw new DatasetUnreadableError({ source: this.#source.name, offset: 0, reason: `this is ${format.is}, not CSV`, nextStep: format.nextStep });
  }
}

/** The beginning of a file, long enough to hold its first record, and whether that is all of it. */
export async function takeSample(pieces: AsyncGenerator<Uint8Array, void>, bytes: number): Promise<{ readonly bytes: Uint8Array; readonly complete: boolean }> {
  const taken: Uint8Array[] = [];
  let length = 0;
  while (length <= bytes) {
    const { value, done } = await pieces.next();
    if (done === true || value === undefined) return { bytes: Buffer.concat(taken), complete: true };
    taken.push(Uint8Array.from(value));
    length += value.length;
  }
  return { bytes: Buffer.concat(taken), complete: false };
}
