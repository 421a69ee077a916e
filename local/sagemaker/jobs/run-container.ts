import { constants } from 'node:os';
import { signalProcess } from '../../processes/signal-group.ts';
import { type Start, startLeashed } from '../../processes/start-leashed.ts';

export type Container = Omit<Start, 'log'> & {
  readonly onLine: (line: string) => void;
  /** Aborted to end the process softly, or at once. */
  readonly stop: AbortSignal;
  readonly kill: AbortSignal;
  readonly maxRuntimeSeconds: number;
  /** Between SIGTERM and SIGKILL; AWS gives 120. */
  readonly graceSeconds: number;
};

/** `cut` tells why the process was told to end, where it was. */
export type Ending = { readonly exitCode: number; readonly cut?: 'asked' | 'time' };

/** setTimeout knows no longer time; MaxRuntimeInSeconds may be 28 days. */
const LONGEST_MS = 2 ** 31 - 1;

/** Both streams are one, as Docker's log has them, in the order in which they were written. */
const JOIN_STREAMS = 'unset PWD OLDPWD SHLVL _; exec "$@" 2>&1';

/** Runs what stands for the container until it ends, is stopped, or has run for too long; as in Docker only its first process gets SIGTERM. */
export async function runContainer(container: Container): Promise<Ending> {
  const { command, args, onLine, stop, kill, maxRuntimeSeconds, graceSeconds, ...start } = container;
  const leashed = startLeashed({ ...start, command: '/bin/sh', args: ['-c', JOIN_STREAMS, 'container', command, ...args], log: onLine });
  const timers: NodeJS.Timeout[] = [];
  let cut: Ending['cut'];
  const end = (why: 'asked' | 'time') => {
    if (cut !== undefined) return;
    cut = why;
    signalProcess(leashed.pid, 'SIGTERM');
    timers.push(setTimeout(() => leashed.signal('SIGKILL'), graceSeconds * 1000));
  };
  const onStop = () => end('asked');
  const onKill = () => leashed.signal('SIGKILL');
  stop.addEventListener('abort', onStop);
  kill.addEventListener('abort', onKill);
  timers.push(setTimeout(() => end('time'), Math.min(maxRuntimeSeconds * 1000, LONGEST_MS)));
  const { code, signal } = await leashed.exited;
  timers.forEach(clearTimeout);
  stop.removeEventListener('abort', onStop);
  kill.removeEventListener('abort', onKill);
  return { exitCode: code ?? 128 + signalNumber(signal), ...(cut === undefined ? {} : { cut }) };
}

function signalNumber(signal: string | null): number {
  return Object.entries(constants.signals).find(([name]) => name === signal)?.[1] ?? 0;
}
