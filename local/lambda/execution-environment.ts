import { type FunctionError, RESPONSE_LIMIT, responseTooLarge, runtimeExited, timedOut } from './function-errors.ts';
import { type ProcessStart, type RuntimeEvent, type RuntimeProcess, startRuntimeProcess, type Told } from './runtime-process.ts';

export type Outcome = {
  readonly payload: string;
  readonly error?: FunctionError;
  readonly milliseconds: number;
  readonly peakMB: number;
  /** Set on the first event: how long the start took. */
  readonly startMilliseconds?: number;
};

/** One sandbox: it takes one event at a time, and what its module keeps lives from event to event. */
export interface ExecutionEnvironment {
  invoke(event: Omit<RuntimeEvent, 'deadline'>): Promise<Outcome>;
  /** False once its process has ended or is about to. */
  usable(): boolean;
  kill(): Promise<void>;
}

export type EnvironmentStart = Omit<ProcessStart, 'onTold'> & {
  readonly timeoutSeconds: number;
  readonly startLimitSeconds: number;
  readonly onEnded: () => void;
};

type Word = Told | { readonly type: 'exited'; readonly code: number | null; readonly signal: string | null } | { readonly type: 'late' };

/** Starts the process at once; the first event waits for it. */
export function startEnvironment(start: EnvironmentStart): ExecutionEnvironment {
  return new Environment(start);
}

class Environment implements ExecutionEnvironment {
  readonly #start: EnvironmentStart;
  readonly #process: RuntimeProcess;
  readonly #begun = performance.now();
  readonly #ready: Promise<Word>;
  #listen: ((word: Word) => void) | undefined;
  #end: Word | undefined;
  #over = false;
  #fresh = true;

  constructor(start: EnvironmentStart) {
    this.#start = start;
    this.#ready = this.#nextWord(start.startLimitSeconds);
    this.#process = startRuntimeProcess({ ...start, onTold: (told) => this.#hear(told) });
    void this.#process.exited.then((end) => {
      this.#end = { type: 'exited', ...end };
      this.#hear(this.#end);
      start.onEnded();
    });
  }

  usable(): boolean {
    return !this.#over && this.#end === undefined;
  }

  async kill(): Promise<void> {
    this.#over = true;
    if (this.#end === undefined) this.#process.signal('SIGKILL');
    await this.#process.exited;
  }

  async invoke(event: Omit<RuntimeEvent, 'deadline'>): Promise<Outcome> {
    const ready = await this.#ready;
    const startMilliseconds = this.#fresh ? performance.now() - this.#begun : undefined;
    this.#fresh = false;
    const begun = performance.now();
    const last = ready.type === 'ready' ? await this.#work(event) : ready;
    const outcome = this.#judge(last, event.requestId, ready.type === 'ready' ? this.#start.timeoutSeconds : this.#start.startLimitSeconds);
    return { ...outcome, milliseconds: performance.now() - begun, ...(startMilliseconds === undefined ? {} : { startMilliseconds }) };
  }

  /** Between events the process stands still, as in Lambda: what it left undone goes on with the next event or never. */
  async #work(event: Omit<RuntimeEvent, 'deadline'>): Promise<Word> {
    if (this.#end) return this.#end;
    const word = this.#nextWord(this.#start.timeoutSeconds);
    this.#process.signal('SIGCONT');
    this.#process.send({ ...event, deadline: Date.now() + this.#start.timeoutSeconds * 1000 });
    const last = await word;
    if (last.type === 'answered' || last.type === 'failed') this.#process.signal('SIGSTOP');
    return last;
  }

  #judge(word: Word, requestId: string, limitSeconds: number): Pick<Outcome, 'payload' | 'error' | 'peakMB'> {
    if (word.type === 'answered' && Buffer.byteLength(word.payload) <= RESPONSE_LIMIT) return { payload: word.payload, peakMB: word.peakMB };
    if (word.type === 'answered') return failed(responseTooLarge(), word.peakMB);
    if (word.type === 'failed') return failed(word.error, word.peakMB);
    void this.kill();
    if (word.type === 'ended') return failed(word.error, 0);
    if (word.type === 'exited') return failed(runtimeExited(requestId, word), 0);
    return failed(timedOut(requestId, limitSeconds), 0);
  }

  #hear(word: Word): void {
    this.#listen?.(word);
    this.#listen = undefined;
  }

  #nextWord(seconds: number): Promise<Word> {
    return new Promise((resolve) => {
      const limit = setTimeout(() => this.#hear({ type: 'late' }), seconds * 1000);
      this.#listen = (word) => {
        clearTimeout(limit);
        resolve(word);
      };
    });
  }
}

function failed(error: FunctionError, peakMB: number): Pick<Outcome, 'payload' | 'error' | 'peakMB'> {
  return { payload: JSON.stringify(error), error, peakMB };
}
