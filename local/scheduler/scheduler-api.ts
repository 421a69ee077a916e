import { z } from 'zod';
import { answersNothing } from '../answers-nothing.ts';
import type { Clock } from '../clock.ts';
import { pageOf } from '../pages.ts';
import type { Facts } from '../plane.ts';
import { tagList, tagsIn, withoutTagsIn } from '../tags.ts';
import type { Schedule, ScheduleGroup } from './schedule.ts';
import { DEFAULT_GROUP, type ScheduleGroups } from './schedule-groups.ts';
import { scheduleDefinition } from './schedule-request.ts';
import type { Asked, Schedules } from './schedules.ts';

export interface SchedulerDesk {
  readonly schedules: Schedules;
  readonly groups: ScheduleGroups;
  readonly clock: Clock;
}

const Named = z.object({ Name: z.string(), GroupName: z.string().default(DEFAULT_GROUP), ClientToken: z.string().optional() });
const Listing = z.object({
  NamePrefix: z.string().default(''),
  GroupName: z.string().optional(),
  State: z.string().optional(),
  MaxResults: z.number().default(100),
  NextToken: z.string().optional(),
});

/** What of EventBridge Scheduler's API the laptop answers: all of it. */
export function schedulerApi({ schedules, groups, clock }: SchedulerDesk): Readonly<Record<string, (input: Facts) => Facts>> {
  const asked = (input: Facts) => askedIn(input, { groups, clock });
  return {
    CreateSchedule: (input) => ({ ScheduleArn: schedules.create(asked(input)).arn }),
    UpdateSchedule: (input) => ({ ScheduleArn: schedules.update(asked(input)).arn }),
    GetSchedule: (input) => describedSchedule(schedules.find(named(input))),
    DeleteSchedule: answersNothing((input) => schedules.delete(named(input))),
    ListSchedules: (input) => listSchedules(input, { schedules, groups }),
    CreateScheduleGroup: (input) => ({ ScheduleGroupArn: groups.create(named(input).name, tagsIn(input), Named.parse(input).ClientToken).arn }),
    GetScheduleGroup: (input) => describedGroup(groups.find(named(input).name)),
    DeleteScheduleGroup: answersNothing((input) => {
      groups.delete(named(input).name);
      schedules.deleteGroup(named(input).name);
    }),
    ListScheduleGroups: (input) => listGroups(input, groups),
    TagResource: answersNothing((input) => groups.tag(arnIn(input), (tags) => new Map([...tags, ...tagsIn(input)]))),
    UntagResource: answersNothing((input) => groups.tag(arnIn(input), (tags) => withoutTagsIn(input, tags))),
    ListTagsForResource: (input) => ({ Tags: tagList(groups.find(arnIn(input).split('/').at(-1) ?? '').tags) }),
  };
}

function askedIn(input: Facts, { groups, clock }: Pick<SchedulerDesk, 'groups' | 'clock'>): Asked {
  const { ClientToken: clientToken, Name, GroupName, ...told } = input;
  const { name, group } = named({ Name, GroupName });
  groups.find(group);
  return { name, group, definition: scheduleDefinition(input, clock.now()), told, ...(typeof clientToken === 'string' && { clientToken }) };
}

function named(input: Facts): { readonly name: string; readonly group: string } {
  const { Name, GroupName } = Named.parse(input);
  return { name: Name, group: GroupName };
}

function arnIn({ ResourceArn }: Facts): string {
  return String(ResourceArn);
}

function describedSchedule(schedule: Schedule): Facts {
  const { definition, told } = schedule;
  const { attempts, maximumAgeSeconds } = definition.target.retry;
  const target = typeof told['Target'] === 'object' ? told['Target'] : {};
  return {
    ...told,
    ...summary(schedule),
    ScheduleExpressionTimezone: definition.timezone,
    ActionAfterCompletion: definition.deletedAfterCompletion ? 'DELETE' : 'NONE',
    Target: { ...target, RetryPolicy: { MaximumRetryAttempts: attempts, MaximumEventAgeInSeconds: maximumAgeSeconds } },
  };
}

function summary({ arn, name, group, definition, createdAt, changedAt }: Schedule): Facts {
  return {
    Arn: arn,
    Name: name,
    GroupName: group,
    State: definition.state,
    CreationDate: createdAt.getTime() / 1000,
    LastModificationDate: changedAt.getTime() / 1000,
  };
}

function listSchedules(input: Facts, { schedules, groups }: Pick<SchedulerDesk, 'schedules' | 'groups'>): Facts {
  const { NamePrefix, GroupName, State, MaxResults, NextToken } = Listing.parse(input);
  if (GroupName !== undefined) groups.find(GroupName);
  const wanted = schedules
    .all()
    .filter(({ name, group, definition }) => name.startsWith(NamePrefix) && group === (GroupName ?? group) && definition.state === (State ?? definition.state));
  const page = pageOf(wanted, { most: MaxResults, token: NextToken, code: 'ValidationException' });
  return { Schedules: page.items.map((schedule) => ({ ...summary(schedule), Target: { Arn: schedule.definition.target.arn } })), ...page.next };
}

function listGroups(input: Facts, groups: ScheduleGroups): Facts {
  const { NamePrefix, MaxResults, NextToken } = Listing.parse(input);
  const wanted = groups.all().filter(({ name }) => name.startsWith(NamePrefix));
  const page = pageOf(wanted, { most: MaxResults, token: NextToken, code: 'ValidationException' });
  return { ScheduleGroups: page.items.map(describedGroup), ...page.next };
}

function describedGroup({ arn, name, createdAt, changedAt }: ScheduleGroup): Facts {
  return { Arn: arn, Name: name, State: 'ACTIVE', CreationDate: createdAt.getTime() / 1000, LastModificationDate: changedAt.getTime() / 1000 };
}
