import { type ChildProcess, spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';
import { hold, release } from '../processes/leash.ts';
import { readLines } from '../processes/read-lines.ts';
import { forgetProcess, noteProcess } from '../processes/registry.ts';
import { signalGroup } from '../processes/signal-group.ts';

const FunctionFailure = z.object({ errorType: z.string(), errorMessage: z.string(), trace: z.array(z.string()) });

/** What runtime.mjs tells. `ended` is the last word of a process that cannot go on: a failed start, an error that nothing caught. */
const Told = z.discriminatedUnion('type', [
  z.object({ type: z.literal('ready') }),
  z.object({ type: z.literal('answered'), requestId: z.string(), payload: z.string(), peakMB: z.number() }),
  z.object({ type: z.literal('failed'), requestId: z.string(), error: FunctionFailure, peakMB: z.number() }),
  z.object({ type: z.literal('ended'), requestId: z.string().optional(), error: FunctionFailure }),
]);
export type Told = Readonly<z.infer<typeof Told>>;

/** The event as runtime.mjs takes it. */
export type RuntimeEvent = {
  readonly requestId: string;
  readonly payload: string;
  readonly deadline: number;
  readonly functionArn: string;
  readonly traceId: string;
};

export type ProcessStart = {
  readonly name: string;
  readonly folder: string;
  readonly handler: string;
  readonly root: string;
  readonly compiled: string;
  readonly memoryMB: number;
  readonly variables: Readonly<Record<string, string>>;
  readonly onLine: (line: string) => void;
  /** Called after every line that the process wrote before it told this. */
  readonly onTold: (told: Told) => void;
};

export interface RuntimeProcess {
  send(event: RuntimeEvent): void;
  signal(signal: 'SIGKILL' | 'SIGSTOP' | 'SIGCONT'): void;
  /** Resolves when the process has ended and its last line was read. */
  readonly exited: Promise<{ readonly code: number | null; readonly signal: string | null }>;
}

const RUNTIME = fileURLToPath(new URL('./runtime.mjs', import.meta.url));

/** Both streams are one pipe, as Lambda logs them in the order in which they were written; the shell's own variables go. */
const JOIN_STREAMS = 'unset PWD OLDPWD SHLVL _; exec "$@" 2>&1';

/** Starts the runtime in a process group of its own that dies with us. */
export function startRuntimeProcess(start: ProcessStart): RuntimeProcess {
  const endOfLines = `end-of-lines-${randomUUID()}`;
  const child = spawnRuntime(start, endOfLines);
  const pid = child.pid;
  if (pid === undefined) throw new Error(`an environment of ${start.name} could not be started; is its folder ${start.root} there?`);
  noteProcess(start.folder, { pid, name: `function ${start.name}` });
  const told = inStep(start.onTold);
  child.on('message', (message) => told.message(Told.parse(message)));
  if (child.stdout) readLines(child.stdout, (line) => takeLine(line, endOfLines, { line: start.onLine, end: told.endOfLines }));
  hold(pid, () => sendTo(child, {}));
  return {
    send: (event) => sendTo(child, event),
    signal: (signal) => signalGroup(pid, signal),
    exited: watchExit(child, pid).finally(() => forgetProcess(start.folder, pid)),
  };
}

function spawnRuntime({ handler, root, compiled, memoryMB, variables }: ProcessStart, endOfLines: string): ChildProcess {
  const node = [process.execPath, `--max-old-space-size=${Math.floor(memoryMB * 0.9)}`, RUNTIME, handler, endOfLines, compiled];
  const child = spawn('/bin/sh', ['-c', JOIN_STREAMS, 'environment', ...node], {
    cwd: root,
    env: variables,
    detached: true,
    stdio: ['ignore', 'pipe', 'ignore', 'ipc'],
  });
  child.on('error', () => undefined);
  return child;
}

/** A process that has just ended takes no message; its end is told by `exited`. */
function sendTo(child: ChildProcess, message: object): void {
  if (child.connected) child.send(message, () => undefined);
}

/** What is told comes through another channel than the lines: it counts when the lines written before it were read. */
function inStep(onTold: (told: Told) => void) {
  const messages: Told[] = [];
  let ends = 0;
  const settle = () => {
    for (; ends > 0 && messages.length > 0; ends -= 1) {
      const next = messages.shift();
      if (next) onTold(next);
    }
  };
  return {
    message: (told: Told) => {
      messages.push(told);
      settle();
    },
    endOfLines: () => {
      ends += 1;
      settle();
    },
  };
}

function takeLine(line: string, endOfLines: string, take: { readonly line: (line: string) => void; readonly end: () => void }): void {
  const last = line.endsWith(endOfLines);
  const text = last ? line.slice(0, -endOfLines.length) : line;
  if (!last || text !== '') take.line(text);
  if (last) take.end();
}

/** What the process left in its group is killed, as with the sandbox; a grandchild that got away holds the pipe for a second at most. */
function watchExit(child: ChildProcess, pid: number): RuntimeProcess['exited'] {
  const disconnected = new Promise<void>((resolve) => {
    child.once('disconnect', resolve);
  });
  const closed = new Promise<{ code: number | null; signal: string | null }>((resolve) => {
    child.once('exit', () => {
      signalGroup(pid, 'SIGKILL');
      release(pid);
      const patience = setTimeout(() => child.stdout?.destroy(), 1000);
      child.once('close', () => clearTimeout(patience));
    });
    child.once('close', (code, signal) => resolve({ code, signal }));
  });
  return Promise.all([closed, disconnected]).then(([end]) => end);
}
