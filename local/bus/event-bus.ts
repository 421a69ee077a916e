import { randomUUID } from 'node:crypto';
import { pendingWork } from '../lambda/pending-work.ts';
import type { AwsEvent, AwsService, CloudSettings, EventBus, Happening, LambdaHost, Permissions } from '../plane.ts';
import { type Delivery, deliver, retryDelayWithJitter } from './deliver.ts';
import { eventsApi } from './events-api.ts';
import { createRuleSchedules } from './rule-schedules.ts';
import { compileRule, type Rule, type RuleDefinition } from './rules.ts';
import { queueSender, type SendToQueue } from './send-to-queue.ts';
import { type Carriers, executionStarter, type StartExecution } from './send-to-target.ts';

export type EventBusOptions = {
  readonly settings: CloudSettings;
  readonly permissions: Permissions;
  readonly lambda: Pick<LambdaHost, 'invokeAsync'>;
  readonly sendToQueue?: SendToQueue;
  readonly startExecution?: StartExecution;
  readonly clock?: () => Date;
  readonly retryDelayMs?: (retry: number) => number;
};

/** What a host of the bus needs beyond its users: to know when it is quiet, and to end it. */
export interface RunningEventBus extends EventBus, AwsService {
  readonly rules: ReadonlyMap<string, Rule>;
  /** Resolves when no delivery is under way, retries included. */
  idle(): Promise<void>;
  /** Fires a rule with a schedule now, as its time would: nobody at a laptop waits five minutes. */
  fire(rule: string): void;
  close(): void;
}

type Entry = ReturnType<EventBus['history']>[number];
type DeliveryNote = Entry['deliveries'][number];
const REMEMBERED = 10_000;

/** The default event bus: every event meets every rule, and every matching rule's targets get it at least once. */
export function createEventBus(options: EventBusOptions): RunningEventBus {
  const bus = new Bus(options);
  const api = eventsApi({ rules: bus.rules, publish: (happening) => bus.publish(happening), switchRule: (rule, state) => bus.defineRule({ ...rule, state }) });
  return Object.assign(bus, api);
}

class Bus implements EventBus {
  readonly rules = new Map<string, Rule>();
  readonly #history: { readonly event: AwsEvent; readonly deliveries: DeliveryNote[] }[] = [];
  readonly #work = pendingWork();
  readonly #carriers: Carriers;
  readonly #options: EventBusOptions;
  readonly #now: () => Date;
  readonly #schedules = createRuleSchedules((rule) => this.#fire(rule));

  constructor(options: EventBusOptions) {
    this.#options = options;
    this.#now = options.clock ?? (() => new Date());
    this.#carriers = {
      settings: options.settings,
      permissions: options.permissions,
      lambda: options.lambda,
      sendToQueue: options.sendToQueue ?? queueSender(options.settings),
      startExecution: options.startExecution ?? executionStarter(options),
    };
  }

  defineRule(definition: RuleDefinition): void {
    const rule = compileRule(definition);
    this.rules.set(rule.name, rule);
    this.#schedules.set(rule);
  }

  publish(happening: Happening): AwsEvent {
    const event = this.#envelop(happening);
    const matching = [...this.rules.values()].filter((rule) => rule.state === 'ENABLED' && rule.matches(event));
    this.#send(event, matching);
    return event;
  }

  history(): readonly Entry[] {
    return this.#history;
  }

  idle(): Promise<void> {
    return this.#work.done();
  }

  fire(name: string): void {
    const rule = this.rules.get(name);
    if (rule?.schedule === undefined) throw new Error(`there is no rule "${name}" with a schedule`);
    this.#fire(rule);
  }

  close(): void {
    this.#schedules.close();
    this.#work.giveUp();
  }

  /** A schedule's event is for the targets of its own rule alone. */
  #fire(rule: Rule): void {
    this.#send(this.#envelop({ source: 'aws.events', detailType: 'Scheduled Event', resources: [rule.arn], detail: {} }), [rule]);
  }

  #envelop({ source, detailType, resources, detail, time }: Happening): AwsEvent {
    const { account, region } = this.#options.settings;
    const seconds = (time ?? this.#now()).toISOString().replace(/\.\d+Z$/, 'Z');
    return { version: '0', id: randomUUID(), 'detail-type': detailType, source, account, time: seconds, region, resources, detail };
  }

  #send(event: AwsEvent, rules: readonly Rule[]): void {
    const deliveries: DeliveryNote[] = [];
    this.#history.push({ event, deliveries });
    if (this.#history.length > REMEMBERED) this.#history.shift();
    for (const rule of rules) for (const target of rule.targets) this.#deliver({ event, rule, target, note: notes(deliveries, rule.name, target.id) });
  }

  #deliver(delivery: Delivery): void {
    const patience = { work: this.#work, now: this.#now, retryDelayMs: this.#options.retryDelayMs ?? retryDelayWithJitter };
    const done = deliver(delivery, this.#carriers, patience).catch((error: unknown) => {
      delivery.note('dropped', error instanceof Error ? error.message : String(error));
    });
    this.#work.track(done);
  }
}

/** One line per delivery, which tells how it stands. */
function notes(deliveries: DeliveryNote[], rule: string, target: string): Delivery['note'] {
  return (status, error) => {
    const at = deliveries.findIndex((note) => note.rule === rule && note.target === target);
    deliveries.splice(at < 0 ? deliveries.length : at, 1, { rule, target, status, ...(error === undefined ? {} : { error }) });
  };
}
