import type { CallSite, Faults } from './faults.ts';
import type { Door, Doors } from './load-doors.ts';
import { shortTurn, type Timeline, turn } from './timeline.ts';
import type { Service } from './weather.ts';

/** How an invocation ended. An error carries what Lambda reports of it: the error's name, or how the process came to its end. */
export type Invoked = { readonly payload: unknown } | { readonly error: { readonly errorType: string; readonly errorMessage: string } };

export type Invocation = {
  readonly name: string;
  readonly id: number;
  /** By how many milliseconds its clock is wrong. */
  readonly skew: number;
  readonly end: (invoked: Invoked) => void;
  /** Lets go of its time limit. */
  cancel: () => void;
  over: boolean;
  /** A call of it went wrong or took long, or it died: what it did may be unknown to it. */
  troubled: boolean;
  /** How often each call was made. */
  readonly calls: Map<string, number>;
  /** Calls that have not been answered. */
  pending: number;
  /** It reads or writes streams, which go on by rounds of the event loop. */
  streams: boolean;
};

/** Words that cost something are only made where somebody listens. */
export type Note = (who: string, what: string | (() => string)) => void;
type Options = { readonly doors: Doors; readonly timeline: Timeline; readonly faults: Faults; readonly skew: () => number; readonly note: Note };

/** Milliseconds of real time: unpacking an archive leaves this thread for a moment, longer on a busy machine; what no call of a port will bring never comes. */
const PATIENCE = 60_000;

const STREAMING: ReadonlySet<string> = new Set(['read', 'putStream']);

/** Seconds. */
const LONG = 60;

/** Runs the functions: each call that one makes waits for its turn, and others go on in between; a process can die at any call, or run out of time. */
export class SimulatedLambda {
  /** Calls, invocations and deaths so far. */
  readonly counts = { calls: 0, invocations: 0, deaths: 0, faults: 0 };
  readonly sites = new Set<string>();
  readonly running = new Set<Invocation>();
  #current: Invocation | undefined;
  readonly #options: Options;
  constructor(options: Options) {
    this.#options = options;
  }

  /** The clock of whoever acts now. */
  now(): Date {
    return new Date(this.#options.timeline.time + (this.#current?.skew ?? 0));
  }

  get current(): Invocation | undefined {
    return this.#current;
  }

  /** Who acts now, for the story. */
  get actor(): string {
    return this.#current ? `${this.#current.name}#${this.#current.id}` : 'somebody';
  }

  invoke(name: string, event: unknown): Promise<Invoked> {
    const { doors, timeline, skew, note } = this.#options;
    const deployed = doors.get(name);
    if (!deployed) throw new Error(`there is no function ${name}; infrastructure/functions/ lists all that are deployed`);
    return new Promise((resolve) => {
      const id = ++this.counts.invocations;
      const invocation: Invocation = {
        name,
        id,
        skew: skew(),
        over: false,
        troubled: false,
        calls: new Map(),
        pending: 0,
        streams: false,
        cancel: () => {},
        end: (invoked) => this.#end(invocation, invoked, resolve),
      };
      this.running.add(invocation);
      timeline.after(50, () => {
        this.#current = invocation;
        note(this.actor, () => `begins with ${JSON.stringify(event)}`);
        void run(deployed.door, event).then(invocation.end);
      });
      const { timeoutSeconds } = deployed;
      invocation.cancel = timeline.after(1000 * timeoutSeconds, () =>
        this.#die(invocation, 'Sandbox.Timedout', `Task timed out after ${timeoutSeconds}.00 seconds`),
      );
    });
  }

  /** One call of the function that acts now. Its effect, its answer and its caller's life each have their own fate. */
  call<Answer>(service: Service, port: string, method: string, effect: () => Promise<Answer>): Promise<Answer> {
    const { timeline, faults, note } = this.#options;
    const caller = this.#current;
    if (!caller || caller.over) return new Promise(() => {});
    const call = `${port}.${method}`;
    const again = (caller.calls.get(call) ?? 0) + 1;
    caller.calls.set(call, again);
    const site: CallSite = { nth: ++this.counts.calls, again, functionName: caller.name, service, port, method };
    this.sites.add(`${caller.name} ${call}`);
    const fate = faults(site, timeline.time);
    if (fate.kind !== 'works') this.counts.faults += 1;
    if (fate.kind !== 'works' || fate.seconds > LONG) caller.troubled = true;
    caller.pending += 1;
    if (STREAMING.has(method)) caller.streams = true;
    return new Promise((resolve, reject) => {
      const answer = (give: () => void) => {
        caller.pending -= 1;
        if (!caller.over) give();
      };
      timeline.after(1000 * fate.seconds, () => {
        if (caller.over) return;
        this.#current = caller;
        note(this.actor, () => `${port}.${method}${fate.kind === 'works' ? '' : `: ${fate.kind} ${fate.error?.name ?? ''}`}`);
        if (fate.kind === 'refused') return answer(() => reject(fate.error));
        if (fate.kind === 'dies before') return this.#die(caller, 'Runtime.ExitError', 'Runtime exited with error: signal: killed');
        effect().then(
          (value) => {
            if (fate.kind === 'dies after') return this.#die(caller, 'Runtime.ExitError', 'Runtime exited with error: signal: killed');
            answer(() => (fate.kind === 'unanswered' ? reject(fate.error) : resolve(value)));
          },
          (error) => answer(() => reject(error)),
        );
      });
    });
  }

  /** After something happened: lets the code that it woke run until it waits again for the world. */
  async settle(): Promise<void> {
    await (this.#current?.streams ? turn() : shortTurn());
    const since = performance.now();
    while (this.#current && !this.#current.over && this.#current.pending === 0) {
      if (performance.now() - since > PATIENCE) throw new Error(`${this.actor} waits for something that is no call of a port`);
      await turn();
    }
    this.#current = undefined;
  }

  #die(invocation: Invocation, errorType: string, errorMessage: string): void {
    if (invocation.over) return;
    this.counts.deaths += 1;
    invocation.troubled = true;
    invocation.end({ error: { errorType, errorMessage } });
  }

  #end(invocation: Invocation, invoked: Invoked, resolve: (invoked: Invoked) => void): void {
    if (invocation.over) return;
    invocation.over = true;
    invocation.cancel();
    this.running.delete(invocation);
    this.#options.note(`${invocation.name}#${invocation.id}`, () =>
      'error' in invoked ? `fails: ${invoked.error.errorType}` : `answers ${JSON.stringify(invoked.payload)}`,
    );
    resolve(invoked);
  }
}

/** As Lambda hands it over: the event and the answer cross as JSON. */
async function run(door: Door, event: unknown): Promise<Invoked> {
  try {
    const answer = await door(JSON.parse(JSON.stringify(event)), CONTEXT);
    return { payload: JSON.parse(JSON.stringify(answer ?? null)) };
  } catch (error) {
    const { name, message } = error instanceof Error ? error : new Error(String(error));
    return { error: { errorType: name, errorMessage: message } };
  }
}

const CONTEXT = { functionName: 'simulated', functionVersion: '$LATEST', memoryLimitInMB: '512', awsRequestId: 'simulated', invokedFunctionArn: 'simulated' };
