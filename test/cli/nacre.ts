import { type ChildProcess, spawn } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const root = join(import.meta.dirname, '..', '..');

export type Ran = { readonly code: number | null; readonly stdout: string; readonly stderr: string };

/** Runs `nacre` as npm's script does. */
export function nacre(...args: string[]): Promise<Ran> {
  return outcomeOf(start(...args));
}

/** The answer of a command that was given --json. */
export async function ask(...args: string[]): Promise<{ readonly code: number | null; readonly answer: Record<string, unknown> }> {
  const { code, stdout, stderr } = await nacre(...args, '--json');
  try {
    return { code, answer: JSON.parse(stdout) };
  } catch (cause) {
    throw new Error(`nacre ${args.join(' ')} printed no JSON document but "${stdout}"; on standard error: ${stderr}`, { cause });
  }
}

/** In a process group of its own, as a shell starts it. */
export function start(...args: string[]): ChildProcess {
  return spawn('node', [join(root, 'cli', 'launch.mjs'), ...args], { cwd: root, stdio: ['ignore', 'pipe', 'pipe'], detached: true });
}

export function outcomeOf(child: ChildProcess): Promise<Ran> {
  let stdout = '';
  let stderr = '';
  child.stdout?.on('data', (chunk) => {
    stdout += chunk;
  });
  child.stderr?.on('data', (chunk) => {
    stderr += chunk;
  });
  return new Promise((resolve) => child.on('close', (code) => resolve({ code, stdout, stderr })));
}

/** The processes whose command line or folder names this cloud. */
export function processesOf(cloud: string): readonly string[] {
  const folderName = join('.nacre', 'clouds', cloud);
  return readdirSync('/proc').filter((pid) => {
    if (!/^\d+$/.test(pid)) return false;
    try {
      return (
        readFileSync(join('/proc', pid, 'cmdline'), 'utf8').includes(folderName) || readFileSync(join('/proc', pid, 'environ'), 'utf8').includes(folderName)
      );
    } catch {
      return false;
    }
  });
}
