import { execFile } from 'node:child_process';
import type { Dirent } from 'node:fs';
import { copyFile, mkdtemp, readdir, rm, symlink } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** Never to be shared: osls works in .serverless and empties it. */
const OWN = new Set(['.serverless', '.git', '.nacre']);

/**
 * Packages the service of a checkout into a folder, as `npx serverless package -p` does, and answers the compiled template's path.
 * It works in a folder of links, so that several may package one checkout at the same time.
 */
export async function packageService(root: string, folder: string, stage: string): Promise<string> {
  const workplace = await mkdtemp(join(tmpdir(), 'nacre-package-'));
  try {
    const entries = (await readdir(root, { withFileTypes: true })).filter(({ name }) => !OWN.has(name));
    // A serverless.yml that is a link would not be seen, so files are copied.
    const copy = (entry: Dirent) => (entry.isFile() ? copyFile : symlink)(join(root, entry.name), join(workplace, entry.name));
    await Promise.all(entries.map(copy));
    await osls(root, workplace, ['package', '--package', folder, '--stage', stage]);
  } finally {
    await rm(workplace, { recursive: true, force: true });
  }
  return join(folder, 'cloudformation-template-update-stack.json');
}

async function osls(root: string, cwd: string, args: readonly string[]): Promise<void> {
  const command = createRequire(join(root, 'package.json')).resolve('osls/bin/serverless.js');
  try {
    await run(process.execPath, [command, ...args], { cwd, env: { ...process.env, SLS_NOTIFICATIONS_MODE: 'off', SLS_INTERACTIVE_SETUP_ENABLE: '0' } });
  } catch (error) {
    const output = error instanceof Error && 'stdout' in error && 'stderr' in error ? `${error.stdout}${error.stderr}` : String(error);
    throw new Error(`serverless.yml could not be packaged; osls says:\n${output.trim()}`, { cause: error });
  }
}
