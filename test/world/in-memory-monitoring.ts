import type { Alarm, AlarmSpec, Alarms, Figure, Metrics } from '../../core/monitoring-ports.ts';

export interface InMemoryMetrics extends Metrics {
  /** What CloudWatch took, oldest first. */
  readonly taken: readonly Figure[];
  /** Every figure is refused with this error; without an error they are taken again. */
  refuse(error?: Error): void;
}

export function inMemoryMetrics(): InMemoryMetrics {
  const taken: Figure[] = [];
  const refusals: Error[] = [];
  return {
    taken,
    refuse: (error) => void refusals.splice(0, 1, ...(error === undefined ? [] : [error])),
    async put(figures) {
      const [refusal] = refusals;
      if (refusal) throw refusal;
      taken.push(...figures);
    },
  };
}

export interface InMemoryAlarms extends Alarms {
  /** The newest settings of each alarm that was made. */
  readonly made: ReadonlyMap<string, AlarmSpec>;
  /** What Describe says from now on. */
  turn(name: string, state: Alarm['state'], reason?: string): void;
}

/** As CloudWatch does, a new alarm has no data and a changed one keeps its state. */
export function inMemoryAlarms(): InMemoryAlarms {
  const made = new Map<string, AlarmSpec>();
  const states = new Map<string, Alarm>();
  const turn: InMemoryAlarms['turn'] = (name, state, reason = `Threshold Crossed: ${state}`) => void states.set(name, { name, state, reason });
  return {
    made,
    turn,
    async ensure(spec) {
      if (!states.has(spec.name)) turn(spec.name, 'INSUFFICIENT_DATA');
      made.set(spec.name, spec);
    },
    describe: async (name) => states.get(name),
  };
}
