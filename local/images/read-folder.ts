import { lstatSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

export type ImageFile = { readonly path: string; readonly executable: boolean; readonly size: number };

/** What a build would leave out, or what running leaves behind. */
const IGNORED = new Set(['__pycache__', '.pytest_cache', 'tests', '.git', '.venv', '.DS_Store']);
const MOST_FILES = 1000;
const MOST_BYTES = 64 * 1024 * 1024;

/** The files that make an image, sorted by path; refuses what could not train and serve, and what is too large to be an image's code. */
export function readImageFolder(folder: string): readonly ImageFile[] {
  const files = filesUnder(folder, '').sort((a, b) => (a.path < b.path ? -1 : 1));
  for (const command of ['train', 'serve']) {
    if (!files.some(({ path, executable }) => path === command && executable))
      throw new Error(`${folder} is no image: it needs an executable file "${command}" at its root (chmod +x ${command})`);
  }
  const bytes = files.reduce((sum, { size }) => sum + size, 0);
  if (files.length > MOST_FILES || bytes > MOST_BYTES)
    throw new Error(
      `${folder} is too large for an image: ${files.length} files, ${bytes} bytes (at most ${MOST_FILES} and ${MOST_BYTES}); move data out of it`,
    );
  return files;
}

function filesUnder(folder: string, within: string): ImageFile[] {
  return readdirSync(join(folder, within)).flatMap((name) => {
    if (IGNORED.has(name) || name.endsWith('.pyc')) return [];
    const path = within === '' ? name : `${within}/${name}`;
    const facts = lstatSync(join(folder, path));
    if (facts.isDirectory()) return filesUnder(folder, path);
    if (!facts.isFile())
      throw new Error(`${join(folder, path)} is neither a file nor a folder; an image here holds nothing else, so replace the link by what it points to`);
    return [{ path, executable: (facts.mode & 0o100) !== 0, size: facts.size }];
  });
}
