import { setTimeout as wait } from 'node:timers/promises';

/** Looks again until it is so, for at most twenty seconds. */
export async function until(isSo: () => boolean | Promise<boolean>): Promise<void> {
  const deadline = Date.now() + 20_000;
  while (!(await isSo())) {
    if (Date.now() > deadline) throw new Error('it did not become so within twenty seconds');
    await wait(5);
  }
}
