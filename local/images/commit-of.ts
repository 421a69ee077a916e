import { spawnSync } from 'node:child_process';

/** The git commit of a folder's checkout as an image tag, `-dirty` where the folder differs from it; undefined outside git. */
export function commitOf(folder: string): string | undefined {
  const git = (...args: string[]) => spawnSync('git', args, { cwd: folder, encoding: 'utf8' });
  const head = git('rev-parse', 'HEAD');
  if (head.status !== 0) return undefined;
  const changed = git('status', '--porcelain', '--', '.').stdout !== '';
  return `${head.stdout.trim()}${changed ? '-dirty' : ''}`;
}
