import type { BatchIdentity } from './batch-name.ts';

/** The ports behind which Step Functions works; part of core/ports.ts. */

/** What Step Functions says of an execution. */
export type Execution = { readonly name: string; readonly status: string; readonly error?: string; readonly cause?: string; readonly startedAt: string };

export interface Executions {
  /** Starts train-model under the run's name with input {project, run}. Starting what was started before is success. Answers the execution's ARN. */
  start(project: string, run: string): Promise<string>;
  /** What Step Functions says now, of an execution of any state machine. */
  describe(arn: string): Promise<Execution>;
  /** Aborts an execution; stopping what is over is success. */
  stop(arn: string, cause: string): Promise<void>;
}

export interface Scorings {
  /** Starts score-batch under the scoring's name with input {project, batch, attempt}. Starting what was started before is success. Answers the execution's ARN. */
  start(scoring: BatchIdentity): Promise<string>;
  /** What Step Functions says now of its execution; undefined where it was never started. */
  find(scoring: BatchIdentity): Promise<Execution | undefined>;
}

export interface Tokens {
  /** `gone` when nobody waits for this token any more. */
  succeed(token: string, output: unknown): Promise<'answered' | 'gone'>;
  fail(token: string, error: string, cause: string): Promise<'answered' | 'gone'>;
}
