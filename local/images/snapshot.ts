import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { chmod, copyFile, mkdir, mkdtemp, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { CloudSettings } from '../plane.ts';
import { snapshotFolder } from './catalogue.ts';
import type { ImageFile } from './read-folder.ts';

export type Content = {
  readonly folder: string;
  readonly files: readonly ImageFile[];
  readonly digest: string;
  readonly settings: Pick<CloudSettings, 'folder' | 'root'>;
};

/** Copies the files once under their digest. It appears whole or not at all, also when two pushes meet. */
export async function keepSnapshot({ folder, files, digest, settings }: Content): Promise<string> {
  const target = snapshotFolder(settings.folder, digest);
  if (existsSync(target)) return target;
  await mkdir(dirname(target), { recursive: true });
  const draft = await mkdtemp(join(dirname(target), 'draft-'));
  for (const { path, executable } of files) {
    await mkdir(dirname(join(draft, path)), { recursive: true });
    await copyFile(join(folder, path), join(draft, path));
    await chmod(join(draft, path), executable ? 0o755 : 0o644);
  }
  await compile(draft, join(settings.root, '.venv', 'bin', 'python'));
  await rename(draft, target).catch(() => rm(draft, { recursive: true }));
  return target;
}

/** As the Dockerfile does: each job works on a fresh copy and would compile everything anew. What cannot be compiled fails where it is used. */
async function compile(folder: string, python: string): Promise<void> {
  if (!existsSync(python)) return;
  await new Promise<void>((resolve) => {
    execFile(python, ['-m', 'compileall', '-q', '.'], { cwd: folder }, () => resolve());
  });
}
