import { setTimeout as wait } from 'node:timers/promises';

/** Looks again until it is so, for at most eight seconds. */
export async function until(isSo: () => boolean | Promise<boolean>): Promise<void> {
  const deadline = Date.now() + 8000;
  while (!(await isSo())) {
    if (Date.now() > deadline) throw new Error('it did not become so within eight seconds');
    await wait(5);
  }
}
