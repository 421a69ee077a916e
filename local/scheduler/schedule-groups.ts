import type { Clock } from '../clock.ts';
import { AwsError, type CloudSettings } from '../plane.ts';
import type { ScheduleGroup } from './schedule.ts';
import { invalid } from './schedule-request.ts';

export const DEFAULT_GROUP = 'default';

/** The groups that schedules are in; every account has the one called default. */
export class ScheduleGroups {
  readonly #groups = new Map<string, ScheduleGroup>();
  readonly #settings: Pick<CloudSettings, 'account' | 'region'>;
  readonly #clock: Clock;

  constructor({ settings, clock }: { readonly settings: Pick<CloudSettings, 'account' | 'region'>; readonly clock: Clock }) {
    this.#settings = settings;
    this.#clock = clock;
    this.create(DEFAULT_GROUP, new Map());
  }

  create(name: string, tags: ReadonlyMap<string, string>, clientToken?: string): ScheduleGroup {
    const known = this.#groups.get(name);
    if (known !== undefined && clientToken !== undefined && known.clientToken === clientToken) return known;
    if (known !== undefined) throw new AwsError('ConflictException', `Schedule group ${name} already exists.`, 409);
    const { region, account } = this.#settings;
    const now = this.#clock.now();
    const arn = `arn:aws:scheduler:${region}:${account}:schedule-group/${name}`;
    const group = { arn, name, createdAt: now, changedAt: now, tags, ...(clientToken !== undefined && { clientToken }) };
    this.#groups.set(name, group);
    return group;
  }

  find(name: string): ScheduleGroup {
    const found = this.#groups.get(name);
    if (found !== undefined) return found;
    throw new AwsError('ResourceNotFoundException', `Schedule group ${name} does not exist.`, 404);
  }

  delete(name: string): void {
    if (name === DEFAULT_GROUP) throw invalid('The default schedule group cannot be deleted.');
    this.find(name);
    this.#groups.delete(name);
  }

  tag(arn: string, change: (tags: ReadonlyMap<string, string>) => ReadonlyMap<string, string>): void {
    const group = this.find(arn.split('/').at(-1) ?? '');
    this.#groups.set(group.name, { ...group, tags: change(group.tags), changedAt: this.#clock.now() });
  }

  all(): readonly ScheduleGroup[] {
    return [...this.#groups.values()];
  }
}
