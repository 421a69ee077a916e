import { type ChildProcess, spawn } from 'node:child_process';
import { closeSync, mkdirSync, openSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { type CloudDescription, folderOf, isRunning, readDescription } from '../local/description.ts';
import { CommandError } from './command-error.ts';
import { root } from './target.ts';

const READY_WITHIN_MS = 180_000;

export const cloudLog = (port: number): string => join(folderOf(root, port), 'cloud.log');

/** `detached`: it stays when we end. `tracking: false`: without an MLflow server; runs say that tracking is missing. */
export type Manner = { readonly detached: boolean; readonly tracking: boolean };

/** Starts a laptop cloud in a process of its own and waits until it is up. */
export async function startCloud(
  port: number,
  { detached, tracking }: Manner,
  tell: (line: string) => void,
): Promise<{ readonly cloud: CloudDescription; readonly child: ChildProcess }> {
  const running = readDescription(folderOf(root, port));
  if (running)
    throw new CommandError(
      `A laptop cloud is already up on port ${port} (process ${running.pid}). Use it with \`npm run nacre -- put ...\`, end it with \`npm run nacre -- down --port ${port}\`, or choose another port with --port.`,
    );
  mkdirSync(folderOf(root, port), { recursive: true });
  const log = openSync(cloudLog(port), 'w');
  const child = spawn(
    process.execPath,
    [
      ...['--disable-warning=ExperimentalWarning', join(root, 'local', 'main.ts'), '--port', String(port)],
      ...(detached ? [] : ['--attached']),
      ...(tracking ? [] : ['--untracked']),
    ],
    {
      // Standard input is the leash of an attached cloud: it closes when we are gone, however we went.
      stdio: [detached ? 'ignore' : 'pipe', log, log],
      detached: true,
      cwd: root,
    },
  );
  closeSync(log);
  if (detached) child.unref();
  return { cloud: await untilUp(port, child, tell), child };
}

async function untilUp(port: number, child: ChildProcess, tell: (line: string) => void): Promise<CloudDescription> {
  const began = Date.now();
  let told = 0;
  for (;;) {
    // Asked before the log is read: what it wrote last is told too.
    const hasEnded = child.exitCode !== null || child.signalCode !== null;
    const lines = logLines(port);
    for (const line of lines.slice(told)) tell(line);
    told = lines.length;
    const cloud = readDescription(folderOf(root, port));
    if (cloud && cloud.pid === child.pid) return cloud;
    if (hasEnded) throw new CommandError(`The laptop cloud ended while starting. Its log: ${cloudLog(port)}`);
    if (Date.now() - began > READY_WITHIN_MS) {
      child.kill();
      throw new CommandError(`The laptop cloud was not up within ${READY_WITHIN_MS / 1000} s. Its log: ${cloudLog(port)}`);
    }
    await pause(100);
  }
}

/** Complete lines only: the cloud may be in the middle of writing one. */
function logLines(port: number): readonly string[] {
  return readFileSync(cloudLog(port), 'utf8').split('\n').slice(0, -1);
}

/** Tells the end of a cloud that nobody asked to end, with the last lines of its log, and ends us with it. */
export function endWithCloud(port: number, child: ChildProcess, tell: (line: string) => void): void {
  child.once('exit', (code) => {
    if (stopping.has(port)) return;
    tell(
      `\nThe laptop cloud ended by itself (exit status ${code}). Its last lines:\n${logLines(port).slice(-15).join('\n')}\nThe whole log: ${cloudLog(port)}`,
    );
    process.exit(1);
  });
}

const stopping = new Set<number>();

/** Ends a cloud by its process id and waits until it is gone; answers false where none was up. */
export async function stopCloud(port: number): Promise<boolean> {
  const running = readDescription(folderOf(root, port));
  stopping.add(port);
  if (!running) return false;
  process.kill(running.pid, 'SIGTERM');
  for (let waited = 0; isRunning(running); waited += 100) {
    if (waited > 30_000) process.kill(running.pid, 'SIGKILL');
    await pause(100);
  }
  return true;
}

/** Removes everything that a stopped cloud left: logs, job folders, MLflow's runs. */
export function forgetCloud(port: number): void {
  rmSync(folderOf(root, port), { recursive: true, force: true });
}
