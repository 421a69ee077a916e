import { AwsError } from '../plane.ts';

export type Pooled = { usable(): boolean; kill(): Promise<void> };

export type PoolLimits = {
  /** At most so many environments at once. */
  readonly most: number;
  /** Reserved concurrency refuses what is above it; without one, an event waits for a free environment, as a laptop has fewer cores than AWS. */
  readonly refuses: boolean;
  readonly idleMs: number;
};

export interface EnvironmentPool<Environment extends Pooled> {
  /** Lends an environment for one event: a warm one where there is one, else a new one. */
  use<Result>(work: (environment: Environment) => Promise<Result>): Promise<Result>;
  /** Takes no more events and ends the environments: those at work when they are free, or now. */
  close(when: 'free' | 'now'): Promise<void>;
  size(): number;
}

/** The environments of one function. The one used last is used first, so that the others can be reaped. */
export function createEnvironmentPool<Environment extends Pooled>(start: () => Promise<Environment>, limits: PoolLimits): EnvironmentPool<Environment> {
  const idle: { readonly environment: Environment; readonly reaper: NodeJS.Timeout }[] = [];
  const busy = new Set<Environment>();
  const ending = new Set<Promise<void>>();
  const queue: (() => void)[] = [];
  let taken = 0;
  let closed: 'no' | 'free' | 'now' = 'no';
  const closedNow = () => closed === 'now';

  const takeIdle = (): Environment | undefined => {
    for (let next = idle.pop(); next; next = idle.pop()) {
      clearTimeout(next.reaper);
      if (next.environment.usable()) return next.environment;
    }
    return undefined;
  };
  const claimPlace = async () => {
    if (taken >= limits.most && limits.refuses) throw tooManyRequests();
    if (taken >= limits.most) await new Promise<void>((resolve) => queue.push(resolve));
    else taken += 1;
  };
  /** The place of an event that waits is handed over, not given back: nobody overtakes it. */
  const leavePlace = () => {
    const next = queue.shift();
    if (next) next();
    else taken -= 1;
  };
  const end = (environment: Environment) => {
    const gone = environment.kill().finally(() => ending.delete(gone));
    ending.add(gone);
  };
  const reap = (environment: Environment) => {
    const at = idle.findIndex((entry) => entry.environment === environment);
    if (at >= 0) idle.splice(at, 1);
    end(environment);
  };
  const rest = (environment: Environment) => {
    busy.delete(environment);
    if (closed !== 'no' || !environment.usable()) return end(environment);
    idle.push({ environment, reaper: setTimeout(() => reap(environment), limits.idleMs).unref() });
  };
  const lend = async <Result>(work: (environment: Environment) => Promise<Result>): Promise<Result> => {
    if (closedNow()) throw closing();
    const environment = takeIdle() ?? (await start());
    busy.add(environment);
    if (closedNow()) end(environment);
    try {
      return await work(environment);
    } finally {
      rest(environment);
    }
  };

  return {
    use: async (work) => {
      await claimPlace();
      try {
        return await lend(work);
      } finally {
        leavePlace();
      }
    },
    close: async (when) => {
      closed = when;
      for (const { environment, reaper } of idle.splice(0)) {
        clearTimeout(reaper);
        end(environment);
      }
      if (when === 'now') for (const environment of busy) end(environment);
      await Promise.all(ending);
    },
    size: () => idle.length + busy.size,
  };
}

function tooManyRequests(): AwsError {
  return new AwsError('TooManyRequestsException', 'Rate Exceeded.', 429);
}

function closing(): AwsError {
  return new AwsError('ServiceException', 'the laptop cloud is closing; start it again', 500);
}
