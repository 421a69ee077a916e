import { z } from 'zod';
import { answersNothing } from '../answers-nothing.ts';
import { AwsError, type Facts } from '../plane.ts';
import type { Alarm } from './alarm.ts';
import type { Alarms } from './alarms.ts';

const Tags = z.object({ Tags: z.array(z.object({ Key: z.string(), Value: z.string() })).default([]) });
const Untagging = z.object({ TagKeys: z.array(z.string()) });
const MOST_TAGS = 50;

/** TagResource, UntagResource and ListTagsForResource, for alarms. */
export function tagActions(alarms: Alarms): Readonly<Record<string, (input: Facts) => Facts>> {
  return {
    TagResource: answersNothing((input) => {
      const { definition, tags } = alarmIn(alarms, input);
      alarms.change(definition.name, { tags: checked(new Map([...tags, ...tagsIn(input)])) });
    }),
    UntagResource: answersNothing((input) => {
      const { definition, tags } = alarmIn(alarms, input);
      const { TagKeys } = Untagging.parse(input);
      alarms.change(definition.name, { tags: new Map([...tags].filter(([key]) => !TagKeys.includes(key))) });
    }),
    ListTagsForResource: (input) => ({ Tags: [...alarmIn(alarms, input).tags].map(([Key, Value]) => ({ Key, Value })) }),
  };
}

export function tagsIn(input: Facts): ReadonlyMap<string, string> {
  return checked(new Map(Tags.parse(input).Tags.map(({ Key, Value }) => [Key, Value])));
}

function checked(tags: ReadonlyMap<string, string>): ReadonlyMap<string, string> {
  if (tags.size <= MOST_TAGS) return tags;
  throw new AwsError('InvalidParameterValueException', `an alarm has at most ${MOST_TAGS} tags`);
}

function alarmIn(alarms: Alarms, { ResourceARN: arn }: Facts): Alarm {
  const alarm = alarms.all().find((one) => one.arn === arn);
  if (alarm !== undefined) return alarm;
  throw new AwsError('ResourceNotFoundException', `Unknown resource ${String(arn)}: only alarms carry tags in the laptop cloud`, 404);
}
