import { Buffer } from 'node:buffer';
import { createHash, type Hash } from 'node:crypto';
import { Decoder } from './decoding.ts';
import { DatasetUnreadableError, fileTooLarge } from './errors.ts';
import { foreignFormat } from './foreign-format.ts';
import type { Limits } from './limits.ts';
import type { Source } from './prepared.ts';

export const SLICE = 65_536;
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
    if (this.bytes > totalBytes) throw fileTooLarge(this.#source.name, totalBytes);
    return slice;
  }

  #refuseForeign(): void {
    const format = foreignFormat(this.#head);
    if (format === undefined) return;
    throw new DatasetUnreadableError({ source: this.#source.name, offset: 0, reason: `this is ${format.is}, not CSV`, nextStep: format.nextStep });
  }
}

/** The beginning of a file, of exactly so many bytes where there are more: what is recognised in it must not depend on where chunks break. */
export interface Beginning {
  readonly bytes: Uint8Array;
  /** What was read beyond. */
  readonly rest: Uint8Array;
  /** The beginning is all of the file. */
  readonly complete: boolean;
}

export async function readBeginning(pieces: AsyncGenerator<Uint8Array, void>, length: number): Promise<Beginning> {
  const taken: Uint8Array[] = [];
  let held = 0;
  while (held <= length) {
    const { value, done } = await pieces.next();
    if (done === true || value === undefined) return { bytes: Buffer.concat(taken), rest: new Uint8Array(0), complete: true };
    taken.push(Uint8Array.from(value));
    held += value.length;
  }
  const bytes = Buffer.concat(taken);
  return { bytes: bytes.subarray(0, length), rest: bytes.subarray(length), complete: false };
}
