import { AwsError, type Facts } from '../plane.ts';
import { nextOccurrence } from './occurrences.ts';
import { type Carriers, runSchedule } from './run-schedule.ts';
import type { Schedule, ScheduleDefinition } from './schedule.ts';
import { invalid } from './schedule-request.ts';

export interface ScheduleServices extends Omit<Carriers, 'wait'> {
  readonly random: () => number;
}

export type Asked = {
  readonly name: string;
  readonly group: string;
  readonly definition: ScheduleDefinition;
  readonly told: Facts;
  readonly clientToken?: string;
};

/** All schedules, each with the timer to its next time. What a sleeping laptop has missed is run once, not made up for. Closing lets go of what waits for a retry. */
export class Schedules {
  readonly #schedules = new Map<string, Schedule>();
  readonly #timers = new Map<string, () => void>();
  readonly #running = new Set<Promise<void>>();
  readonly #waits = new Set<() => void>();
  readonly #services: ScheduleServices;

  constructor(services: ScheduleServices) {
    this.#services = services;
  }

  /** The same call again, by its token, is the same schedule; another one under its name is a conflict. */
  create(asked: Asked): Schedule {
    const known = this.#schedules.get(keyOf(asked));
    if (known !== undefined && asked.clientToken !== undefined && known.clientToken === asked.clientToken) {
      if (JSON.stringify(known.told) === JSON.stringify(asked.told)) return known;
      throw new AwsError('ConflictException', `The client token of schedule ${asked.name} was used with other parameters.`, 409);
    }
    if (known !== undefined) throw new AwsError('ConflictException', `Schedule ${asked.name} already exists.`, 409);
    return this.#put(asked, this.#services.clock.now());
  }

  /** Everything that is not said again goes back to its default; times count from now. */
  update(asked: Asked): Schedule {
    return this.#put(asked, this.find(asked).createdAt);
  }

  find(named: { readonly name: string; readonly group: string }): Schedule {
    const found = this.#schedules.get(keyOf(named));
    if (found !== undefined) return found;
    throw new AwsError('ResourceNotFoundException', `Schedule ${named.name} does not exist.`, 404);
  }

  delete(named: { readonly name: string; readonly group: string }): void {
    this.find(named);
    this.#remove(keyOf(named));
  }

  deleteGroup(group: string): void {
    for (const schedule of this.all()) if (schedule.group === group) this.#remove(keyOf(schedule));
  }

  all(): readonly Schedule[] {
    return [...this.#schedules.values()];
  }

  /** Resolves when no run is under way, retries included. */
  async idle(): Promise<void> {
    while (this.#running.size > 0) await Promise.all(this.#running);
  }

  close(): void {
    for (const key of [...this.#schedules.keys()]) this.#remove(key);
    for (const cancel of this.#waits) cancel();
  }

  #put(asked: Asked, createdAt: Date): Schedule {
    const { settings, clock } = this.#services;
    this.#checkRole(asked);
    const arn = `arn:aws:scheduler:${settings.region}:${settings.account}:schedule/${keyOf(asked)}`;
    const schedule = { ...asked, arn, createdAt, changedAt: clock.now() };
    this.#schedules.set(keyOf(schedule), schedule);
    this.#plan(schedule, new Date(schedule.changedAt.getTime() - 1));
    return schedule;
  }

  #checkRole({ definition: { target }, name }: Asked): void {
    try {
      this.#services.permissions.assume(target.roleArn, 'scheduler.amazonaws.com', name);
    } catch {
      throw invalid('The execution role you provide must allow AWS EventBridge Scheduler to assume the role.');
    }
  }

  #plan(schedule: Schedule, after: Date): void {
    const { clock, random } = this.#services;
    const key = keyOf(schedule);
    this.#timers.get(key)?.();
    this.#timers.delete(key);
    const due = schedule.definition.state === 'DISABLED' ? undefined : nextOccurrence(schedule, after);
    if (due === undefined) return;
    const delay = due.getTime() - clock.now().getTime() + random() * schedule.definition.windowMinutes * 60_000;
    this.#timers.set(
      key,
      clock.after(Math.max(0, delay), () => this.#arrive(schedule, due)),
    );
  }

  #arrive(schedule: Schedule, due: Date): void {
    const { clock, tell } = this.#services;
    const running = runSchedule(schedule, due, { ...this.#services, wait: (milliseconds) => this.#wait(milliseconds) })
      .catch((error: unknown) => tell(`schedule ${keyOf(schedule)} failed: ${error instanceof Error ? error.message : String(error)}`))
      .finally(() => this.#running.delete(running));
    this.#running.add(running);
    const lastMinute = new Date(clock.now().getTime() - schedule.definition.windowMinutes * 60_000 - 60_000);
    const after = due > lastMinute ? due : lastMinute;
    this.#plan(schedule, after);
    if (schedule.definition.deletedAfterCompletion && !this.#timers.has(keyOf(schedule))) this.#remove(keyOf(schedule));
  }

  #wait(milliseconds: number): Promise<void> {
    return new Promise((resolve) => {
      const cancel = this.#services.clock.after(milliseconds, () => {
        this.#waits.delete(cancel);
        resolve();
      });
      this.#waits.add(cancel);
    });
  }

  #remove(key: string): void {
    this.#timers.get(key)?.();
    this.#timers.delete(key);
    this.#schedules.delete(key);
  }
}

function keyOf({ group, name }: { readonly group: string; readonly name: string }): string {
  return `${group}/${name}`;
}
