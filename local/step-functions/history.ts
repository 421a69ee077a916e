import type { Clock } from '../clock.ts';
import type { JsonObject } from './json.ts';
import { Interrupted, runtimeError } from './states-error.ts';

/** AWS ends an execution that would write more events than this. */
export const HISTORY_LIMIT = 25_000;

const ENDINGS: ReadonlySet<string> = new Set(['ExecutionSucceeded', 'ExecutionFailed', 'ExecutionTimedOut', 'ExecutionAborted']);

export type HistoryEvent = {
  readonly id: number;
  readonly previousEventId: number;
  readonly timestamp: Date;
  readonly type: string;
  readonly details?: { readonly field: string; readonly facts: JsonObject };
};

/** What happened in one execution, in order. Each event names the one that led to it, which differs between branches. */
export class History {
  readonly events: HistoryEvent[] = [];
  readonly #clock: Clock;
  #isClosed = false;
  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** The last place is kept for the event that ends the execution; after that one only a redrive opens the history again. */
  add(type: string, previousEventId: number, facts?: JsonObject): number {
    if (this.#isClosed && type !== 'ExecutionRedriven') throw new Interrupted('the execution is over');
    this.#isClosed = ENDINGS.has(type);
    if (this.events.length >= HISTORY_LIMIT - 1 && !type.startsWith('Execution'))
      throw runtimeError(`The execution reached the maximum number of history events (${HISTORY_LIMIT}).`);
    const id = this.events.length + 1;
    const event = { id, previousEventId, timestamp: this.#clock.now(), type };
    this.events.push(facts === undefined ? event : { ...event, details: { field: detailsField(type), facts } });
    return id;
  }
}

/** One line of events through a history: a branch, an iteration, or the main line. */
export class Thread {
  readonly history: History;
  last: number;
  constructor(history: History, last: number) {
    this.history = history;
    this.last = last;
  }

  add(type: string, facts?: JsonObject): number {
    this.last = this.history.add(type, this.last, facts);
    return this.last;
  }
}

function detailsField(type: string): string {
  if (type.endsWith('StateEntered')) return 'stateEnteredEventDetails';
  if (type.endsWith('StateExited')) return 'stateExitedEventDetails';
  return `${type.charAt(0).toLowerCase()}${type.slice(1)}EventDetails`;
}
