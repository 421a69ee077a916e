import { interruptible } from './interruptible.ts';
import type { Visit } from './visit.ts';

/** Lets time pass for a Wait state or before a retry; an interruption ends it at once. */
export function pause(milliseconds: number, { run, signal }: Pick<Visit, 'run' | 'signal'>): Promise<void> {
  return interruptible<void>(signal, ({ resolve }) => run.ports.clock.after(Math.max(0, milliseconds), () => resolve()));
}
