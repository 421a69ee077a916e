import { Buffer } from 'node:buffer';

/** Numbers as text that JSON carries: their bytes (little-endian, as every processor that runs this has them) in base64. */
export function packed(values: Float64Array | Int32Array | Uint8Array): string {
  return Buffer.from(values.buffer, values.byteOffset, values.byteLength).toString('base64');
}

export function unpackedBytes(text: string): Uint8Array {
  return Uint8Array.from(Buffer.from(text, 'base64'));
}

export function unpackedNumbers(text: string): Float64Array {
  return new Float64Array(unpackedBytes(text).buffer);
}
