import { Interrupted } from './states-error.ts';

export type Settle<T> = { readonly resolve: (value: T) => void; readonly reject: (error: unknown) => void };

/** Waits for what `start` begins, or until the signal interrupts it; either way `start`'s answer cleans up, exactly once. */
export function interruptible<T>(signal: AbortSignal, start: (settle: Settle<T>) => () => void): Promise<T> {
  return new Promise<T>((resolve, reject) => {
    if (signal.aborted) return reject(reasonOf(signal));
    let cleanUp: (() => void) | undefined;
    let settled = false;
    const settle = (finish: () => void): void => {
      if (settled) return;
      settled = true;
      signal.removeEventListener('abort', interrupt);
      cleanUp?.();
      finish();
    };
    const interrupt = (): void => settle(() => reject(reasonOf(signal)));
    signal.addEventListener('abort', interrupt);
    cleanUp = start({ resolve: (value) => settle(() => resolve(value)), reject: (error) => settle(() => reject(error)) });
    if (settled) cleanUp();
  });
}

function reasonOf(signal: AbortSignal): Error {
  return signal.reason instanceof Error ? signal.reason : new Interrupted('interrupted');
}
