import type { Execution, Executions } from '../../core/ports.ts';

export interface InMemoryExecutions extends Executions {
  /** Names in the order of their first start. */
  readonly started: readonly string[];
  readonly startCalls: readonly string[];
  arnOf(name: string): string;
  find(name: string): Execution | undefined;
  /** The next start is never heard by Step Functions: what a Lambda leaves behind that dies before the call. */
  loseNextStart(): void;
  end(run: string, status: string, error?: string, cause?: string): void;
}

const EXECUTIONS = 'arn:aws:states:eu-west-1:123456789012:execution:nacre-dev-train-model:';

export function inMemoryExecutions(now: () => Date): InMemoryExecutions {
  const executions = new Map<string, Execution>();
  const started: string[] = [];
  const startCalls: string[] = [];
  let lost = 0;
  const known = (arn: string) => {
    const execution = executions.get(arn);
    if (execution === undefined) throw new Error(`no execution ${arn}`);
    return execution;
  };
  return {
    started,
    startCalls,
    arnOf: (name) => `${EXECUTIONS}${name}`,
    find: (name) => executions.get(`${EXECUTIONS}${name}`),
    loseNextStart() {
      lost += 1;
    },
    end: (run, status, error, cause) =>
      void Object.assign(known(`${EXECUTIONS}${run}`), { status }, error !== undefined && { error }, cause !== undefined && { cause }),
    async start(_project, run) {
      startCalls.push(run);
      if (lost > 0) {
        lost -= 1;
        throw new Error('the connection to Step Functions was lost');
      }
      if (!executions.has(`${EXECUTIONS}${run}`)) {
        executions.set(`${EXECUTIONS}${run}`, { name: run, status: 'RUNNING', startedAt: now().toISOString() });
        started.push(run);
      }
      return `${EXECUTIONS}${run}`;
    },
    describe: async (arn) => ({ ...known(arn) }),
    async stop(arn, cause) {
      const execution = known(arn);
      if (execution.status === 'RUNNING') Object.assign(execution, { status: 'ABORTED', cause });
    },
  };
}
