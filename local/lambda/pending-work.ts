/** What is accepted and not yet done: events that run, and events that wait for another try. */
export interface PendingWork {
  /** The work's own promise is answered; a failure is its caller's business. */
  track<Result>(work: Promise<Result>): Promise<Result>;
  /** Resolves when nothing is tracked any more, what was added meanwhile included. */
  done(): Promise<void>;
  /** Throws as soon as the work is given up. */
  wait(milliseconds: number): Promise<void>;
  giveUp(): void;
  givenUp(): boolean;
}

export function pendingWork(): PendingWork {
  const pending = new Set<Promise<unknown>>();
  const end = new AbortController();
  return {
    track: (work) => {
      const entry: Promise<unknown> = work.then(
        () => pending.delete(entry),
        () => pending.delete(entry),
      );
      pending.add(entry);
      return work;
    },
    done: async () => {
      while (pending.size > 0) await Promise.all(pending);
    },
    wait: (milliseconds) =>
      new Promise((resolve, reject) => {
        end.signal.throwIfAborted();
        const timer = setTimeout(finish, milliseconds);
        const stop = () => {
          clearTimeout(timer);
          reject(end.signal.reason);
        };
        function finish() {
          end.signal.removeEventListener('abort', stop);
          resolve();
        }
        end.signal.addEventListener('abort', stop, { once: true });
      }),
    giveUp: () => end.abort(new Error('the host is closing')),
    givenUp: () => end.signal.aborted,
  };
}
