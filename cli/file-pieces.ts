import { Buffer } from 'node:buffer';
import { open } from 'node:fs/promises';

const PIECE = 262_144;

/** The bytes of a file, piece by piece, each valid until the next is asked for: one buffer serves them all, where a stream would leave a new one behind each time. */
export async function* filePieces(path: string): AsyncGenerator<Uint8Array, void> {
  const file = await open(path);
  try {
    const buffer = Buffer.allocUnsafeSlow(PIECE);
    for (;;) {
      const { bytesRead } = await file.read(buffer, 0, PIECE);
      if (bytesRead === 0) return;
      yield buffer.subarray(0, bytesRead);
    }
  } finally {
    await file.close();
  }
}
