import type { Clock } from '../clock.ts';
import type { Thread } from './history.ts';
import type { Chance } from './intrinsic-functions.ts';
import type { Json, JsonObject } from './json.ts';
import type { Scope } from './read-path.ts';
import type { TaskTokens } from './task-tokens.ts';

/** What Lambda answered, before anything of the States Language is applied. */
export type FunctionAnswer = { readonly payload: Json; readonly requestId: string };

/** What the interpreter needs from the world. `invokeLambda` throws a StatesError that says how the invocation failed. */
export interface Ports {
  readonly clock: Clock;
  readonly chance: Chance;
  readonly tokens: TaskTokens;
  readonly region: string;
  readonly account: string;
  invokeLambda(arn: string, payload: string, execution: Identification): Promise<FunctionAnswer>;
}

/** Which execution acts: its role session is named after it. */
export type Identification = { readonly arn: string; readonly name: string; readonly roleArn: string };

/** What all states of an execution share. */
export interface Run {
  readonly ports: Ports;
  readonly identification: Identification;
  /** The parts of the context object that do not change: Execution and StateMachine. */
  readonly context: JsonObject;
  countTransition(): void;
}

/** Where a branch is: its line of events, what interrupts it, and which item of a Map it works on. */
export interface Branch {
  readonly run: Run;
  readonly thread: Thread;
  readonly signal: AbortSignal;
  readonly item?: JsonObject;
}

/** One state being worked on. */
export interface Visit extends Branch, Scope {
  readonly name: string;
  readonly entered: number;
}

/** Where a state leads, and with what; no `next` ends the branch. */
export type Step = { readonly output: Json; readonly next?: string | undefined };
