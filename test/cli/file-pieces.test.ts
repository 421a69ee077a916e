import { Buffer } from 'node:buffer';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { filePieces } from '../../cli/file-pieces.ts';

describe('filePieces', () => {
  let folder = '';
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'nacre-pieces-'));
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  it('reads all bytes of a file, in order', async () => {
    const path = join(folder, 'long.csv');
    const bytes = Buffer.from(Array.from({ length: 100_000 }, (_, at) => `${at}\n`).join(''));
    writeFileSync(path, bytes);

    const copies: Uint8Array[] = [];
    for await (const piece of filePieces(path)) copies.push(Uint8Array.from(piece));

    expect(copies.length).toBeGreaterThan(1);
    expect(Buffer.concat(copies).equals(bytes)).toBe(true);
  });

  it('has nothing to give of an empty file, and fails where there is none', async () => {
    const path = join(folder, 'empty.csv');
    writeFileSync(path, '');

    expect(await filePieces(path).next()).toEqual({ done: true, value: undefined });
    await expect(filePieces(join(folder, 'missing.csv')).next()).rejects.toThrow('ENOENT');
  });
});
