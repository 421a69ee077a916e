import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, readFile, rename, rm } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { packageService } from './package-service.ts';

/** All that a package is made of; the lock file stands for node_modules. */
const SOURCES = ['serverless.yml', 'package-lock.json', 'infrastructure', 'state-machines', 'functions', 'core', 'adapters', 'events'];

export const TEMPLATE = 'cloudformation-template-update-stack.json';

/**
 * The package of a checkout as it stands, made once: a later call with the same sources answers the same folder in milliseconds.
 * Safe to call from several processes at the same time; whoever comes second throws his own away.
 */
export async function packaged(root: string, stage: string, cache: string): Promise<string> {
  const hash = await hashOf(root);
  const folder = join(cache, `${stage}-${hash}`);
  if (existsSync(join(folder, TEMPLATE))) return folder;
  await mkdir(cache, { recursive: true });
  const fresh = await mkdtemp(join(cache, 'fresh-'));
  await packageService(root, fresh, stage);
  if ((await hashOf(root)) !== hash) {
    // Somebody edited while osls read: what lies there now bears no name.
    await rm(fresh, { recursive: true, force: true });
    return packaged(root, stage, cache);
  }
  await rename(fresh, folder).catch(async (error: unknown) => {
    await rm(fresh, { recursive: true, force: true });
    if (!existsSync(join(folder, TEMPLATE))) throw error;
  });
  return folder;
}

async function hashOf(root: string): Promise<string> {
  const hash = createHash('sha256').update(process.version);
  for (const path of await filesOf(root))
    hash
      .update(path)
      .update('\0')
      .update(await readFile(join(root, path)));
  return hash.digest('hex').slice(0, 16);
}

async function filesOf(root: string): Promise<readonly string[]> {
  const found = await Promise.all(
    SOURCES.map(async (source) => {
      if (source.includes('.')) return [source];
      const entries = await readdir(join(root, source), { recursive: true, withFileTypes: true });
      return entries.filter((entry) => entry.isFile()).map((entry) => relative(root, join(entry.parentPath, entry.name)));
    }),
  );
  return found.flat().sort();
}
