import { systemCode } from './system-code.ts';

/** A group that has ended already needs no signal; of a group that is all zombies macOS says EPERM. */
export function signalGroup(group: number, signal: NodeJS.Signals): void {
  try {
    process.kill(-group, signal);
  } catch (error) {
    if (systemCode(error) !== 'ESRCH' && systemCode(error) !== 'EPERM') throw error;
  }
}
