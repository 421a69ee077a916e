import { History, Thread } from './history.ts';
import type { Json } from './json.ts';
import { type Position, runStates } from './run-states.ts';
import type { StateMachine } from './state-machine.ts';
import { Interrupted, StatesError } from './states-error.ts';
import { failureFacts } from './task-log.ts';
import type { Ports, Run } from './visit.ts';

export type Status = 'RUNNING' | 'SUCCEEDED' | 'FAILED' | 'TIMED_OUT' | 'ABORTED';
type Ending = {
  readonly status: Exclude<Status, 'RUNNING'>;
  readonly output?: string;
  readonly error?: string | undefined;
  readonly cause?: string | undefined;
};

const CLOSING: Readonly<Record<Ending['status'], string>> = {
  SUCCEEDED: 'ExecutionSucceeded',
  FAILED: 'ExecutionFailed',
  TIMED_OUT: 'ExecutionTimedOut',
  ABORTED: 'ExecutionAborted',
};

/** One execution of a state machine: its identity, what it does now, and its history. It ends exactly once per start or redrive. */
export class Execution {
  readonly arn: string;
  readonly name: string;
  readonly machine: StateMachine;
  readonly input: string;
  readonly startDate: Date;
  readonly history: History;
  transitions = 0;
  redrives: readonly Date[] = [];
  stopDate: Date | undefined;
  ending: Ending | undefined;
  readonly #ports: Ports;
  readonly #onChange: (execution: Execution) => void;
  #position: Position | undefined;
  #interrupter = new AbortController();

  constructor(
    facts: { readonly arn: string; readonly name: string; readonly machine: StateMachine; readonly input: string },
    ports: Ports,
    onChange: (execution: Execution) => void,
  ) {
    ({ arn: this.arn, name: this.name, machine: this.machine, input: this.input } = facts);
    this.#ports = ports;
    this.#onChange = onChange;
    this.startDate = ports.clock.now();
    this.history = new History(ports.clock);
  }

  get status(): Status {
    return this.ending?.status ?? 'RUNNING';
  }

  start(): void {
    this.history.add('ExecutionStarted', 0, { input: this.input, inputDetails: { truncated: false }, roleArn: this.machine.roleArn });
    this.#onChange(this);
    void this.#run({ name: this.machine.definition.StartAt, input: JSON.parse(this.input) }, 0);
  }

  /** The state that did not end well is entered again with the input it had. */
  redrive(): Date {
    const redriveDate = this.#ports.clock.now();
    this.redrives = [...this.redrives, redriveDate];
    this.ending = undefined;
    this.stopDate = undefined;
    this.#interrupter = new AbortController();
    const last = this.history.add('ExecutionRedriven', this.history.events.length, { redriveCount: this.redrives.length });
    this.#onChange(this);
    void this.#run(this.#position ?? { name: this.machine.definition.StartAt, input: JSON.parse(this.input) }, last);
    return redriveDate;
  }

  /** Ends at once, whatever state waits; stopping what is over changes nothing. */
  stop(error: string | undefined, cause: string | undefined): Date {
    this.#end({ status: 'ABORTED', error, cause }, 0);
    return this.stopDate ?? this.#ports.clock.now();
  }

  /** The cloud goes down: the work is let go without a word. */
  abandon(): void {
    this.#interrupter.abort(new Interrupted('the cloud goes down'));
  }

  /** The state of the main line that was entered last. */
  get stoppedIn(): string | undefined {
    return this.#position?.name;
  }

  async #run(from: Position, previous: number): Promise<void> {
    const thread = new Thread(this.history, previous);
    const cancel = this.#armTimeout();
    try {
      const reached = (position: Position): void => {
        this.#position = position;
      };
      const branch = { run: this.#shared(), thread, signal: this.#interrupter.signal };
      const output = await runStates(this.machine.definition, from.input, branch, { startAt: from.name, reached });
      this.#end({ status: 'SUCCEEDED', output: JSON.stringify(output) }, thread.last);
    } catch (error) {
      if (error instanceof Interrupted) return;
      const { error: name, details } =
        error instanceof StatesError ? error : new StatesError('States.Runtime', error instanceof Error ? (error.stack ?? error.message) : String(error));
      this.#end({ status: 'FAILED', error: name === '' ? undefined : name, cause: details }, thread.last);
    } finally {
      cancel();
    }
  }

  #armTimeout(): () => void {
    const seconds = this.machine.definition.TimeoutSeconds;
    return seconds === undefined ? () => {} : this.#ports.clock.after(1000 * seconds, () => this.#end({ status: 'TIMED_OUT' }, 0));
  }

  #end(ending: Ending, previous: number): void {
    if (this.ending !== undefined) return;
    this.ending = ending;
    this.stopDate = this.#ports.clock.now();
    const facts =
      ending.output === undefined
        ? failureFacts({ error: ending.error ?? '', details: ending.cause })
        : { output: ending.output, outputDetails: { truncated: false } };
    this.history.add(CLOSING[ending.status], previous, facts);
    this.#interrupter.abort(new Interrupted(`the execution is over: ${ending.status}`));
    this.#onChange(this);
  }

  #shared(): Run {
    const { arn, name, machine, startDate, redrives } = this;
    const input: Json = JSON.parse(this.input);
    const started = { Id: arn, Input: input, Name: name, RoleArn: machine.roleArn, StartTime: startDate.toISOString(), RedriveCount: redrives.length };
    const redriven = redrives.at(-1);
    return {
      ports: this.#ports,
      identification: { arn, name, roleArn: machine.roleArn },
      context: { Execution: redriven ? { ...started, RedriveTime: redriven.toISOString() } : started, StateMachine: { Id: machine.arn, Name: machine.name } },
      countTransition: () => {
        this.transitions += 1;
      },
    };
  }
}
