import { AwsError } from '../plane.ts';
import type { Json } from './json.ts';
import { StatesError } from './states-error.ts';

/** What a waiting task hears of its token. */
export interface Waiter {
  readonly succeed: (output: Json) => void;
  readonly fail: (error: StatesError) => void;
  readonly heartbeat: () => void;
}

const PREFIX = 'AQCEAAAAKg';

/** The tokens of all executions. Each is answered once; what came of it is remembered, so that a late answer hears the truth. */
export class TaskTokens {
  readonly #waiting = new Map<string, Waiter>();
  readonly #over = new Set<string>();
  readonly #machines = new Map<string, string>();
  readonly #uuid: () => string;
  constructor(uuid: () => string) {
    this.#uuid = uuid;
  }

  /** A token that can be answered from now on, even before the function that carries it away returns. */
  issue(waiter: Waiter, execution = ''): string {
    const token = `${PREFIX}${Buffer.from(`${this.#uuid()}${this.#uuid()}`).toString('base64url')}`;
    this.#waiting.set(token, waiter);
    this.#machines.set(token, execution.replace(':execution:', ':stateMachine:').split(':').slice(0, 7).join(':'));
    return token;
  }

  /** The state machine whose task was given this token: that is what IAM is asked about. */
  machineOf(token: string): string | undefined {
    return this.#machines.get(token);
  }

  /** Nobody waits any more: answered, timed out, or the execution is over. */
  close(token: string): void {
    if (this.#waiting.delete(token)) this.#over.add(token);
  }

  succeed(token: string, output: Json): void {
    const waiter = this.#waiterOf(token);
    this.close(token);
    waiter.succeed(output);
  }

  fail(token: string, error: string, cause: string | undefined): void {
    const waiter = this.#waiterOf(token);
    this.close(token);
    waiter.fail(new StatesError(error, cause));
  }

  heartbeat(token: string): void {
    this.#waiterOf(token).heartbeat();
  }

  #waiterOf(token: string): Waiter {
    const waiter = this.#waiting.get(token);
    if (waiter) return waiter;
    if (this.#over.has(token)) throw new AwsError('TaskTimedOut', "Task Timed Out: 'Provided task does not exist anymore'");
    if (token.startsWith(PREFIX)) throw new AwsError('TaskDoesNotExist', "Task Does Not Exist: 'Provided task does not exist'");
    throw new AwsError('InvalidToken', "Invalid Token: 'Invalid token'");
  }
}
