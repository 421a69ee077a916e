import { systemCode } from './system-code.ts';

type Signal = 'SIGTERM' | 'SIGKILL' | 'SIGINT' | 'SIGSTOP' | 'SIGCONT';

/** To every process of a group. One that has ended already needs no signal; of a group that is all zombies macOS says EPERM. */
export function signalGroup(group: number, signal: Signal): void {
  send(-group, signal);
}

/** To one process only. */
export function signalProcess(pid: number, signal: Signal): void {
  send(pid, signal);
}

function send(target: number, signal: Signal): void {
  try {
    process.kill(target, signal);
  } catch (error) {
    if (systemCode(error) !== 'ESRCH' && systemCode(error) !== 'EPERM') throw error;
  }
}
