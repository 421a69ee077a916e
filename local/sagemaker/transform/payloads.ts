import type { Readable } from 'node:stream';
import { tooMuchData } from './object-failure.ts';

/** One request's body. `records` are what it was made of, kept where answers are joined to them. */
export type Payload = { readonly body: Buffer; readonly records: readonly Buffer[] };

export type Splitting = {
  readonly split: 'None' | 'Line';
  readonly strategy: 'MULTI_RECORD' | 'SINGLE_RECORD';
  readonly mostBytes: number;
  readonly filter: (record: Buffer) => Buffer;
  readonly joins: boolean;
};

/** Cuts an object into requests' bodies without ever holding more of it than one body and a chunk. */
export function payloadsOf(bytes: Readable, splitting: Splitting): AsyncGenerator<Payload> {
  return splitting.split === 'None' ? wholeObject(bytes, splitting.mostBytes) : batches(bytes, splitting);
}

async function* wholeObject(bytes: Readable, mostBytes: number): AsyncGenerator<Payload> {
  const whole = new Gathering(mostBytes);
  for await (const chunk of bytes) whole.add(chunk);
  yield { body: whole.take(), records: [] };
}

/** As many records as fit, or one. Whole records are counted, whatever a filter leaves of them: what is held for joining is bounded too. */
async function* batches(bytes: Readable, { strategy, mostBytes, filter, joins }: Splitting): AsyncGenerator<Payload> {
  const body = new Gathering(mostBytes);
  let records: Buffer[] = [];
  let size = 0;
  for await (const lines of linesOf(bytes, mostBytes)) {
    for (const line of lines) {
      if (size > 0 && (strategy === 'SINGLE_RECORD' || size + line.length > mostBytes)) {
        yield { body: body.take(), records };
        records = [];
        size = 0;
      }
      body.add(filter(line));
      size += line.length;
      if (joins) records.push(line);
    }
  }
  if (size > 0) yield { body: body.take(), records };
}

/** Lines with their newlines, as many at once as a chunk completes; the last one may have none. */
async function* linesOf(bytes: Readable, mostBytes: number): AsyncGenerator<readonly Buffer[]> {
  const rest = new Gathering(mostBytes);
  for await (const chunk of bytes) {
    const lines: Buffer[] = [];
    let start = 0;
    for (let end = chunk.indexOf('\n'); end >= 0; end = chunk.indexOf('\n', start)) {
      rest.add(chunk.subarray(start, end + 1));
      lines.push(rest.take());
      start = end + 1;
    }
    rest.add(chunk.subarray(start));
    yield lines;
  }
  if (rest.size > 0) yield [rest.take()];
}

/** Pieces that become one buffer; more than fits into a request is refused before it fills the memory. */
class Gathering {
  readonly #most: number;
  #pieces: Buffer[] = [];
  #size = 0;

  constructor(most: number) {
    this.#most = most;
  }

  get size(): number {
    return this.#size;
  }

  add(piece: Buffer): void {
    if (piece.length === 0) return;
    this.#size += piece.length;
    if (this.#size > this.#most) throw tooMuchData(this.#most);
    this.#pieces.push(piece);
  }

  take(): Buffer {
    const [first] = this.#pieces;
    const taken = this.#pieces.length === 1 && first ? first : Buffer.concat(this.#pieces);
    this.#pieces = [];
    this.#size = 0;
    return taken;
  }
}
