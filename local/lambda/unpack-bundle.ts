import { createWriteStream, existsSync } from 'node:fs';
import { mkdir, readFile, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { fromBufferPromise } from 'yauzl';
import { sha256 } from '../../core/sha256.ts';

/** Unpacks a bundle into a folder named by its bytes: the same bundle is unpacked once, and a new one changes no file that a running function reads. */
export async function unpackBundle(zip: string, folder: string): Promise<string> {
  const bytes = await readFile(zip).catch((cause: unknown) => {
    throw new Error(`the bundle ${zip} cannot be read; package the functions first`, { cause });
  });
  const root = join(folder, sha256(bytes).slice(0, 16));
  if (existsSync(root)) return root;
  const unfinished = `${root}.${process.pid}.unfinished`;
  await rm(unfinished, { recursive: true, force: true });
  await extract(bytes, unfinished);
  await rename(unfinished, root);
  return root;
}

/** The library refuses entries with absolute paths or with "..". */
async function extract(bytes: Buffer, folder: string): Promise<void> {
  const archive = await fromBufferPromise(bytes);
  await mkdir(folder, { recursive: true });
  for await (const entry of archive.eachEntry()) {
    const path = join(folder, entry.fileName);
    if (entry.fileName.endsWith('/')) continue;
    await mkdir(dirname(path), { recursive: true });
    await pipeline(await archive.openReadStreamPromise(entry), createWriteStream(path));
  }
}
