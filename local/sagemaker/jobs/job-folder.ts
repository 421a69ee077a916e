import { cp, mkdir } from 'node:fs/promises';
import { join } from 'node:path';

/** What stands for the container's file system: /opt/ml, a fresh copy of the image, and room for temporary files. */
export type JobFolder = { readonly root: string; readonly base: string; readonly image: string; readonly temporary: string };

/** Jobs of different kinds may have the same name. */
export function jobFolder(cloudFolder: string, kind: 'training' | 'transform', name: string): JobFolder {
  const root = join(cloudFolder, 'jobs', kind, name);
  return { root, base: join(root, 'opt', 'ml'), image: join(root, 'image'), temporary: join(root, 'tmp') };
}

/** A path in the container, as /opt/ml/checkpoints, in the job's folder. */
export function inContainer({ root }: JobFolder, path: string): string {
  return join(root, path);
}

/** Makes the folders, and copies the image with its dates, so that its bytecode stays valid. */
export async function layOutFolder(folder: JobFolder, image: string, within: readonly string[]): Promise<void> {
  for (const path of within) await mkdir(join(folder.base, path), { recursive: true });
  await mkdir(folder.temporary, { recursive: true });
  await cp(image, folder.image, { recursive: true, preserveTimestamps: true });
}
