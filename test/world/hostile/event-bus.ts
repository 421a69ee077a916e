import { compilePattern } from '../../../local/bus/event-pattern.ts';
import type { Happening } from '../../../local/plane.ts';
import type { Chance } from './chance.ts';
import type { DeployedFunction } from './deployed-functions.ts';
import type { Note, SimulatedLambda } from './lambda.ts';
import type { Timeline } from './timeline.ts';
import type { Weather } from './weather.ts';

/** Lambda's own waits before it tries an event again, in seconds. */
const RETRY_AFTER = [60, 120];

type Target = { readonly name: string; readonly retries: number; readonly matches: (event: unknown) => boolean };
type Called = Pick<Target, 'name' | 'retries'>;
export type Arrived = { readonly name: string; readonly event: object };
type Options = { readonly timeline: Timeline; readonly lambda: SimulatedLambda; readonly weather: Weather; readonly chance: Chance; readonly note: Note };

/** The targets of all rules with a pattern, compiled once for all worlds. */
export function targetsOf(functions: Iterable<DeployedFunction>): readonly Target[] {
  return [...functions].flatMap(({ name, retries, rules }) =>
    rules.flatMap(({ pattern }) => (pattern ? [{ name, retries, matches: compilePattern(pattern) }] : [])),
  );
}

/** Carries each event to the functions whose rule it meets: late, twice or never, as the weather is; also what S3 calls durable, for a rule may be switched off or changed. What no retry could deliver becomes a dead letter. */
export class SimulatedBus {
  readonly counts = { events: 0, deliveries: 0, duplicates: 0, lost: 0, deadLetters: 0 };
  readonly deadLetters: { readonly target: Called; readonly event: unknown }[] = [];
  /** All that was not lost on its way, in the order in which it set out. */
  readonly arrived: Arrived[] = [];
  /** Events on their way to a function. */
  underWay = 0;
  readonly #targets: readonly Target[];
  readonly #options: Options;
  readonly #end: number;
  constructor(targets: readonly Target[], options: Options) {
    this.#targets = targets;
    this.#options = options;
    this.#end = options.timeline.time + 1000 * options.weather.endsAfter;
  }

  publish({ source, detailType, resources, detail }: Happening): void {
    const { timeline, chance } = this.#options;
    const event = {
      version: '0',
      id: chance.uuid(),
      'detail-type': detailType,
      source,
      account: '123456789012',
      time: timeline.now().toISOString(),
      region: 'eu-west-1',
      resources,
      detail,
    };
    this.counts.events += 1;
    const way = { loses: true, lateness: this.#options.weather.lateness };
    for (const target of this.#targets) if (target.matches(event)) this.#carry(target, event, way);
  }

  /** A rule with a schedule fires; EventBridge may lose it like any other event. */
  fire(target: Called): void {
    const event = { source: 'aws.events', 'detail-type': 'Scheduled Event', time: this.#options.timeline.now().toISOString() };
    this.#carry(target, event, { loses: true, lateness: 0 });
  }

  /** One function invokes another asynchronously: no rule, no loss. */
  hand(target: Called, event: object): void {
    this.arrived.push({ name: target.name, event });
    this.#deliver(target, event, 0.1);
  }

  /** EventBridge Scheduler calls at least once. */
  schedule(target: Called, payload: object): void {
    this.#carry(target, payload, { loses: false, lateness: this.#options.weather.lateness });
  }

  /** Somebody who waits for the answer calls, and again where there is none. */
  command(target: Called, command: object): void {
    this.arrived.push({ name: target.name, event: command });
    this.#deliver({ ...target, retries: 2 }, command, 0);
  }

  /** What the operator does once the trouble is over: sends every dead letter again; of a rule with a schedule one is as good as all. */
  sendDeadLettersAgain(): void {
    const fired = new Set<string>();
    for (const { target, event } of this.deadLetters.splice(0)) {
      if (isFired(event) && fired.has(target.name)) continue;
      if (isFired(event)) fired.add(target.name);
      this.#deliver(target, event, 1);
    }
  }

  #carry(target: Called, event: object, { loses, lateness }: { readonly loses: boolean; readonly lateness: number }): void {
    const { timeline, weather, chance, note } = this.#options;
    const hostile = timeline.time < this.#end;
    if (hostile && loses && chance.happens(lossOf(event, weather))) {
      this.counts.lost += 1;
      note('bus', () => `loses ${JSON.stringify(event)}`);
      return;
    }
    this.arrived.push({ name: target.name, event });
    do {
      this.#deliver(target, event, hostile ? this.#delay(lateness) : 1);
    } while (hostile && chance.happens(weather.duplicate) && ++this.counts.duplicates > 0);
  }

  /** Most events come at once, so that they meet; some come as late as can be. No event of the faults comes after them. */
  #delay(lateness: number): number {
    const { timeline, chance } = this.#options;
    const seconds = chance.happens(0.6) ? chance.next() : chance.next() ** 2 * lateness;
    return Math.min(seconds, (this.#end - timeline.time) / 1000);
  }

  #deliver(target: Called, event: unknown, seconds: number, attempt = 0): void {
    const { timeline, lambda } = this.#options;
    this.underWay += 1;
    timeline.after(1000 * seconds, async () => {
      this.counts.deliveries += 1;
      const invoked = await lambda.invoke(target.name, event);
      this.underWay -= 1;
      if (!('error' in invoked)) return;
      if (attempt < target.retries) return this.#deliver(target, event, RETRY_AFTER[attempt] ?? 0, attempt + 1);
      this.counts.deadLetters += 1;
      this.deadLetters.push({ target, event });
    });
  }
}

const SILENT = 0.95;

function lossOf(event: object, { lost, spares, silent }: Weather): number {
  const source = Reflect.get(event, 'source');
  if (source === spares) return 0;
  return source === silent ? SILENT : lost;
}

const isFired = (event: unknown) => typeof event === 'object' && event !== null && 'source' in event && event.source === 'aws.events';
