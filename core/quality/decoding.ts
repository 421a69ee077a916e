import { isAscii, isUtf8 } from 'node:buffer';
import { TextDecoder } from 'node:util';
import { fromWindows1252 } from './windows-1252.ts';

export type Encoding = 'utf-8' | 'utf-16le' | 'utf-16be' | 'windows-1252';

/** How many bytes are looked at before anything is decided; shorter files are looked at whole. */
const SAMPLE = 64;
const NOTHING = new Uint8Array(0);

/**
 * Turns chunks of a file into chunks of UTF-8. A byte order mark decides; without one, NUL in every second byte means UTF-16,
 * and otherwise the first character beyond ASCII decides between UTF-8 and Windows-1252. What comes before it reads the same in both,
 * so nothing is read twice and chunks may break anywhere.
 */
export class Decoder {
  #encoding: Encoding | undefined;
  #held: Uint8Array = NOTHING;
  #begun = false;
  #utf16: TextDecoder | undefined;
  /** Bytes of the byte order mark that were dropped. */
  mark = 0;

  /** `encoding`: already decided; the bytes then come from anywhere in the file, but from no mark and no half of a character. */
  constructor(encoding?: 'utf-8' | 'windows-1252') {
    this.#encoding = encoding;
    this.#begun = encoding !== undefined;
  }

  /** Known for good once the file has ended; plain ASCII counts as UTF-8. */
  get encoding(): Encoding {
    return this.#encoding ?? 'utf-8';
  }

  push(chunk: Uint8Array): Uint8Array {
    if (this.#encoding === 'utf-8') return chunk;
    const bytes = this.#held.length === 0 ? chunk : join(this.#held, chunk);
    this.#held = NOTHING;
    if (this.#begun) return this.#decode(bytes, false);
    if (bytes.length >= SAMPLE) return this.#begin(bytes, false);
    this.#held = Uint8Array.from(bytes);
    return NOTHING;
  }

  end(): Uint8Array {
    const bytes = this.#held;
    this.#held = NOTHING;
    return this.#begun ? this.#decode(bytes, true) : this.#begin(bytes, true);
  }

  #begin(bytes: Uint8Array, last: boolean): Uint8Array {
    this.#begun = true;
    const { encoding, mark } = recognise(bytes);
    this.#encoding = encoding;
    this.mark = mark;
    if (encoding === 'utf-16le' || encoding === 'utf-16be') this.#utf16 = new TextDecoder(encoding);
    return this.#decode(this.#utf16 === undefined ? bytes.subarray(mark) : bytes, last);
  }

  #decode(bytes: Uint8Array, last: boolean): Uint8Array {
    if (this.#utf16 !== undefined) return new TextEncoder().encode(this.#utf16.decode(bytes, { stream: !last }));
    if (this.#encoding === undefined) return this.#decide(bytes, last);
    return this.#encoding === 'windows-1252' ? fromWindows1252(bytes) : bytes;
  }

  #decide(bytes: Uint8Array, last: boolean): Uint8Array {
    if (isAscii(bytes)) return bytes;
    const first = bytes.findIndex((byte) => byte >= 0x80);
    const length = sequenceLength(bytes[first] ?? 0);
    if (!last && first + length > bytes.length) {
      this.#held = Uint8Array.from(bytes.subarray(first));
      return bytes.subarray(0, first);
    }
    this.#encoding = encodingOf(bytes.subarray(first));
    return this.#decode(bytes, last);
  }
}

/** What the first character beyond ASCII, at the beginning of these bytes, says of its file. */
export function encodingOf(bytes: Uint8Array): 'utf-8' | 'windows-1252' {
  const length = sequenceLength(bytes[0] ?? 0);
  return length > 1 && length <= bytes.length && isUtf8(bytes.subarray(0, length)) ? 'utf-8' : 'windows-1252';
}

function recognise(bytes: Uint8Array): { readonly encoding: Encoding | undefined; readonly mark: number } {
  const [a, b, c] = bytes;
  if (a === 0xef && b === 0xbb && c === 0xbf) return { encoding: 'utf-8', mark: 3 };
  if (a === 0xff && b === 0xfe) return { encoding: 'utf-16le', mark: 2 };
  if (a === 0xfe && b === 0xff) return { encoding: 'utf-16be', mark: 2 };
  const nuls = [0, 0];
  bytes.subarray(0, SAMPLE).forEach((byte, at) => {
    if (byte === 0) nuls[at % 2] = (nuls[at % 2] ?? 0) + 1;
  });
  const most = Math.min(SAMPLE, bytes.length) * 0.4;
  if (nuls[0] === 0 && (nuls[1] ?? 0) > most) return { encoding: 'utf-16le', mark: 0 };
  if (nuls[1] === 0 && (nuls[0] ?? 0) > most) return { encoding: 'utf-16be', mark: 0 };
  return { encoding: undefined, mark: 0 };
}

function sequenceLength(lead: number): number {
  if (lead >= 0xf0) return 4;
  if (lead >= 0xe0) return 3;
  return lead >= 0xc2 ? 2 : 1;
}

function join(head: Uint8Array, tail: Uint8Array): Uint8Array {
  const joined = new Uint8Array(head.length + tail.length);
  joined.set(head);
  joined.set(tail, head.length);
  return joined;
}
