import type { Chance } from '../hostile/chance.ts';
import { type Invoked, SimulatedLambda } from '../hostile/lambda.ts';
import type { Doors } from '../hostile/load-doors.ts';
import type { Timeline } from '../hostile/timeline.ts';
import type { Service } from '../hostile/weather.ts';
import { type Meter, Throttled } from './meter.ts';

/** Seconds that a call of each service usually takes: assumed, of the order that AWS shows in its own traces. */
const USUAL_SECONDS: Readonly<Record<Service, number>> = {
  dynamodb: 0.01,
  s3: 0.04,
  states: 0.04,
  sagemaker: 0.15,
  ses: 0.06,
  ecr: 0.05,
  logs: 0.05,
  lambda: 0.05,
  monitoring: 0.05,
  scheduler: 0.05,
};

/** Attempts of the SDK's standard mode, where adapters/patient.ts asks for no more; adapters/records.ts tries a transaction itself. */
const ATTEMPTS = 3;
const PATIENT: ReadonlySet<Service> = new Set(['dynamodb', 'states', 'sagemaker', 'monitoring']);
const PATIENT_ATTEMPTS = 8;
const TRANSACTION_ATTEMPTS = 20;

/** What the function's code catches once the SDK, or the adapter, has given up. */
const GIVEN_UP: Readonly<Partial<Record<Service, string>>> = {
  dynamodb: 'RecordsBusyError',
  s3: 'SlowDown',
  ses: 'Throttling',
};

/** As Lambda tries again what it took asynchronously: after an error of the function twice, where it has no room for up to six hours. Seconds. */
const AFTER_ERROR = [60, 120];
const LONGEST_WAIT = 300;
const LONGEST_AGE = 21_600;

type Options = { readonly doors: Doors; readonly timeline: Timeline; readonly chance: Chance; readonly meter: Meter; readonly concurrency: number };
type Queued = { readonly name: string; readonly event: unknown; readonly since: number; readonly errors: number; readonly throttles: number };

/** The functions of an account that has quotas: so many at work at once, and every call of theirs may be throttled, and is tried again as the SDK does it. */
export class QuotaLambda extends SimulatedLambda {
  readonly deadLetters: { readonly name: string; readonly error: string }[] = [];
  readonly calls = new Map<string, number>();
  readonly invocations = new Map<string, number>();
  mostAtWork = 0;
  /** Events that were taken and have not been worked on. */
  queued = 0;
  /** Milliseconds by which Step Functions delays the state that invokes next. */
  #delay = 0;
  readonly #transitions = new Map<string, number>();
  readonly #account: Options;
  readonly #pace: { seconds: number };

  constructor(options: Options) {
    const pace = { seconds: 0 };
    const { doors, timeline } = options;
    super({ doors, timeline, faults: () => ({ kind: 'works', seconds: pace.seconds }), skew: () => 0, note: () => {} });
    this.#account = options;
    this.#pace = pace;
  }

  /** An execution has come to a state that invokes a function, after so many transitions: those since the last time are charged, and delayed where there are too many. */
  enter(execution: string, transitions: number): void {
    this.#delay = this.#account.meter.delay('stateTransitions', transitions - (this.#transitions.get(execution) ?? 0));
    this.#transitions.set(execution, transitions);
  }

  /** As a state machine invokes it: delayed by its transitions, refused where there is no room. */
  override async invoke(name: string, event: unknown): Promise<Invoked> {
    const delay = this.#delay;
    this.#delay = 0;
    if (delay > 0) await new Promise<void>((resolve) => void this.#account.timeline.after(delay, resolve));
    return this.#invokeNow(name, event);
  }

  #invokeNow(name: string, event: unknown): Promise<Invoked> {
    const { concurrency, meter } = this.#account;
    if (this.running.size >= concurrency) {
      meter.of('concurrency').throttled += 1;
      return Promise.resolve({ error: { errorType: 'Lambda.TooManyRequestsException', errorMessage: 'Rate Exceeded.' } });
    }
    meter.of('concurrency').used += 1;
    this.invocations.set(name, (this.invocations.get(name) ?? 0) + 1);
    const invoked = super.invoke(name, event);
    this.mostAtWork = Math.max(this.mostAtWork, this.running.size);
    return invoked;
  }

  /** As a rule invokes it: taken at once, worked on when there is room. */
  invokeLater(name: string, event: unknown): void {
    this.queued += 1;
    void this.#work({ name, event, since: this.#account.timeline.time, errors: 0, throttles: 0 });
  }

  async #work(queued: Queued): Promise<void> {
    const { timeline, concurrency, meter, chance } = this.#account;
    const { name, event, since, errors, throttles } = queued;
    const age = timeline.time - since;
    if (this.running.size >= concurrency) {
      if (age > 1000 * LONGEST_AGE) return this.#giveUp(name, 'the event is too old');
      meter.of('asynchronous invocations').throttled += 1;
      const seconds = Math.min(LONGEST_WAIT, 2 ** throttles) * chance.between(0.5, 1);
      timeline.after(1000 * seconds, () => void this.#work({ ...queued, throttles: throttles + 1 }));
      return;
    }
    meter.of('asynchronous invocations').used += 1;
    if (errors === 0) meter.waited('asynchronous invocations', age);
    const invoked = await this.#invokeNow(name, event);
    if (!('error' in invoked)) {
      this.queued -= 1;
      return;
    }
    const retry = AFTER_ERROR[errors];
    if (retry === undefined) return this.#giveUp(name, invoked.error.errorType);
    timeline.after(1000 * retry, () => void this.#work({ ...queued, errors: errors + 1, throttles: 0 }));
  }

  #giveUp(name: string, error: string): void {
    this.queued -= 1;
    this.deadLetters.push({ name, error });
  }

  /** One call of a function, tried again while its quota is used up. */
  override async call<Answer>(service: Service, port: string, method: string, effect: () => Promise<Answer>): Promise<Answer> {
    const { timeline, meter, chance } = this.#account;
    const isTransaction = port === 'records' && method === 'write';
    const attempts = isTransaction ? TRANSACTION_ATTEMPTS : PATIENT.has(service) ? PATIENT_ATTEMPTS : ATTEMPTS;
    let pause = 0;
    let since: number | undefined;
    for (let attempt = 1; ; attempt += 1) {
      this.#pace.seconds = pause + USUAL_SECONDS[service];
      try {
        this.calls.set(`${port}.${method}`, (this.calls.get(`${port}.${method}`) ?? 0) + 1);
        const answer = await super.call(service, port, method, effect);
        return answer;
      } catch (error) {
        if (!(error instanceof Throttled)) throw error;
        since ??= timeline.time;
        meter.waited(error.quota, timeline.time - since);
        if (attempt === attempts) {
          meter.of(error.quota).gaveUp += 1;
          throw Object.assign(new Error(`Rate exceeded: ${error.quota}`), { name: GIVEN_UP[service] ?? 'ThrottlingException' });
        }
        pause = chance.next() * (isTransaction ? Math.min(5, 0.025 * 2 ** attempt) : Math.min(20, 0.5 * 2 ** (attempt - 1)));
      }
    }
  }
}
