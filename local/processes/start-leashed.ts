import { type ChildProcess, spawn } from 'node:child_process';
import { closeSync, mkdirSync, openSync } from 'node:fs';
import { dirname } from 'node:path';
import { Writable } from 'node:stream';
import { hold, release } from './leash.ts';
import { readLines } from './read-lines.ts';
import { forgetProcess, noteProcess } from './registry.ts';
import { signalGroup } from './signal-group.ts';

/** `log` is the file that both streams are appended to, or who takes each line as it comes. `env` is the whole environment: nothing of ours is added. */
export type Start = {
  readonly name: string;
  /** The cloud's folder; the process is noted in its processes.json. */
  readonly folder: string;
  readonly command: string;
  readonly args: readonly string[];
  readonly cwd: string;
  readonly env: Readonly<Record<string, string>>;
  readonly log: string | ((line: string, from: 'stdout' | 'stderr') => void);
};

/** A process of ours that dies with us, whatever kills us. */
export interface Leashed {
  readonly pid: number;
  readonly exited: Promise<{ readonly code: number | null; readonly signal: string | null }>;
  /** To the whole process group. */
  signal(signal: 'SIGTERM' | 'SIGKILL' | 'SIGINT'): void;
}

/** Waits for the word that the leash holds, leaves no trace in the environment, and becomes the command: same pid, same exit status. */
const WHEN_HELD = 'read -r _ <&3 || exit 1; unset PWD OLDPWD SHLVL _; exec "$@" 3<&-';

/**
 * Starts a process in a group of its own that dies with us, whatever kills us. When the process itself ends, the rest of
 * its group is killed too, as in a container; `exited` resolves after its last line was read. A command that does not
 * exist ends with code 127 and says so in its log.
 */
export function startLeashed(start: Start): Leashed {
  const child = spawnHeld(start);
  const pid = child.pid;
  if (pid === undefined) throw new Error(`${start.name} could not be started; does its folder ${start.cwd} exist?`);
  noteProcess(start.folder, { pid, name: start.name });
  const exited = watchExit(child, pid).finally(() => forgetProcess(start.folder, pid));
  hold(pid, () => sayGo(child));
  return { pid, exited, signal: (signal) => signalGroup(pid, signal) };
}

function spawnHeld({ command, args, cwd, env, log }: Start): ChildProcess {
  const output = typeof log === 'string' ? openLog(log) : 'pipe';
  const child = spawn('/bin/sh', ['-c', WHEN_HELD, 'leash', command, ...args], { cwd, env, detached: true, stdio: ['ignore', output, output, 'pipe'] });
  child.on('error', () => undefined);
  if (typeof output === 'number') closeSync(output);
  if (typeof log === 'string') return child;
  if (child.stdout) readLines(child.stdout, (line) => log(line, 'stdout'));
  if (child.stderr) readLines(child.stderr, (line) => log(line, 'stderr'));
  return child;
}

function openLog(path: string): number {
  mkdirSync(dirname(path), { recursive: true });
  return openSync(path, 'a');
}

function sayGo(child: ChildProcess): void {
  const gate = child.stdio[3];
  if (!(gate instanceof Writable)) return;
  gate.on('error', () => undefined);
  gate.end('go\n');
}

/** A grandchild that left the group may hold the pipes open for ever: after a second its lines are given up. */
function watchExit(child: ChildProcess, pid: number): Leashed['exited'] {
  return new Promise((resolve) => {
    child.once('exit', () => {
      signalGroup(pid, 'SIGKILL');
      release(pid);
      const patience = setTimeout(() => {
        child.stdout?.destroy();
        child.stderr?.destroy();
      }, 1000);
      child.once('close', () => clearTimeout(patience));
    });
    child.once('close', (code, signal) => resolve({ code, signal }));
  });
}
