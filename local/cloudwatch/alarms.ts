import type { Clock } from '../clock.ts';
import { AwsError, type CloudSettings, type Happening } from '../plane.ts';
import type { Alarm, AlarmDefinition, StateOfAlarm, Transition } from './alarm.ts';
import { type ActionCarriers, performAction } from './alarm-actions.ts';
import { stateChange } from './alarm-event.ts';
import { AlarmHistory } from './alarm-history.ts';
import { evaluateAlarm, evaluationStep } from './evaluate-alarm.ts';
import { keyOf, type MetricName, type MetricStore } from './metric-store.ts';
import { reasonFor } from './state-reason.ts';

export interface AlarmServices extends ActionCarriers {
  readonly settings: Pick<CloudSettings, 'account' | 'region'>;
  readonly store: MetricStore;
  readonly publish: (happening: Happening) => void;
  readonly clock: Clock;
  readonly uuid: () => string;
}

/** All alarms. Each is evaluated when a figure of its metric arrives and at the end of every minute, as long as there is one. */
export class Alarms {
  readonly history = new AlarmHistory();
  readonly #alarms = new Map<string, Alarm>();
  readonly #services: AlarmServices;
  readonly #acting = new Set<Promise<void>>();
  #cancelTick: (() => void) | undefined;

  constructor(services: AlarmServices) {
    this.#services = services;
  }

  /** A new alarm has insufficient data; one that is there keeps its state and tags, and everything else is written over. */
  put(definition: AlarmDefinition, tags: ReadonlyMap<string, string>): void {
    const { settings, clock, uuid } = this.#services;
    const { name } = definition;
    const known = this.#alarms.get(name);
    const configuredAt = clock.now();
    const arn = `arn:aws:cloudwatch:${settings.region}:${settings.account}:alarm:${name}`;
    const initial: StateOfAlarm = { value: 'INSUFFICIENT_DATA', reason: 'Unchecked: Initial alarm creation', at: configuredAt };
    const metricId = definition.queryId ?? known?.metricId ?? uuid();
    this.#alarms.set(name, { arn, definition, configuredAt, state: known?.state ?? initial, tags: known?.tags ?? tags, metricId });
    this.history.configured(name, configuredAt, known === undefined ? 'Create' : 'Update');
    this.#armTick();
  }

  /** All of them or none, as CloudWatch deletes. */
  delete(names: readonly string[]): void {
    for (const name of names) this.find(name);
    for (const name of names) {
      this.#alarms.delete(name);
      this.history.configured(name, this.#services.clock.now(), 'Delete');
    }
    if (this.#alarms.size === 0) this.#disarm();
  }

  find(name: string): Alarm {
    const alarm = this.#alarms.get(name);
    if (alarm !== undefined) return alarm;
    throw new AwsError('ResourceNotFound', `Unknown alarm: there is no alarm ${name}; DescribeAlarms lists those there are`, 404);
  }

  all(): readonly Alarm[] {
    return [...this.#alarms.values()];
  }

  /** Changes what is not evaluated: whether the actions are on, and tags. */
  change(name: string, changes: Partial<Pick<Alarm, 'definition' | 'tags'>>): void {
    this.#alarms.set(name, { ...this.find(name), ...changes });
  }

  /** Holds until the next evaluation comes to another result. */
  setState(name: string, state: Omit<StateOfAlarm, 'at'>): void {
    this.#enter(this.find(name), { ...state, at: this.#services.clock.now() });
  }

  /** New figures of these metrics have come in. */
  figuresArrived(metrics: Iterable<MetricName>): void {
    const keys = new Set([...metrics].map(keyOf));
    for (const alarm of this.all()) if (keys.has(keyOf(alarm.definition.metric))) this.#evaluate(alarm);
  }

  /** Resolves when no action is under way. */
  async idle(): Promise<void> {
    while (this.#acting.size > 0) await Promise.all(this.#acting);
  }

  close(): void {
    this.#alarms.clear();
    this.#disarm();
  }

  #evaluate(alarm: Alarm): void {
    const { store, clock } = this.#services;
    const at = clock.now();
    const { judgement, datapoints } = evaluateAlarm(alarm.definition, store, at);
    if (judgement.state === undefined || judgement.state === alarm.state.value) return;
    this.#enter(alarm, { value: judgement.state, ...reasonFor(alarm.definition, judgement, { datapoints, at }), at });
  }

  /** Events and actions come of transitions only. */
  #enter(alarm: Alarm, state: StateOfAlarm): void {
    const previous = alarm.state;
    if (previous.value === state.value) return;
    const { name, actionsEnabled, actions } = alarm.definition;
    const transition = { alarm: { ...alarm, state }, previous };
    this.#alarms.set(name, transition.alarm);
    this.history.changed(transition);
    this.#services.publish(stateChange(transition));
    if (actionsEnabled) for (const action of actions[state.value]) this.#act(action, transition);
  }

  #act(action: string, transition: Transition): void {
    const { name } = transition.alarm.definition;
    const acting = performAction(action, transition, this.#services)
      .then((trouble) => this.history.acted(name, this.#services.clock.now(), { action, trouble }))
      .finally(() => this.#acting.delete(acting));
    this.#acting.add(acting);
  }

  /** One timer for all alarms, to the next end of a minute, or of ten seconds where an alarm has such a period. */
  #armTick(): void {
    this.#disarm();
    const { clock } = this.#services;
    const step = Math.min(...this.all().map(({ definition }) => evaluationStep(definition)));
    const due = (Math.floor(clock.now().getTime() / step) + 1) * step;
    this.#cancelTick = clock.after(due - clock.now().getTime(), () => {
      for (const alarm of this.all()) if (due % evaluationStep(alarm.definition) === 0) this.#evaluate(alarm);
      if (this.#alarms.size > 0) this.#armTick();
    });
  }

  #disarm(): void {
    this.#cancelTick?.();
    this.#cancelTick = undefined;
  }
}
