import { answersNothing } from '../answers-nothing.ts';
import { AwsError, type Facts } from '../plane.ts';
import { type TagMap, tagList, tagsIn, withoutTagsIn } from '../tags.ts';
import type { Alarm } from './alarm.ts';
import type { Alarms } from './alarms.ts';

const MOST_TAGS = 50;

/** TagResource, UntagResource and ListTagsForResource, for alarms. */
export function tagActions(alarms: Alarms): Readonly<Record<string, (input: Facts) => Facts>> {
  return {
    TagResource: answersNothing((input) => {
      const { definition, tags } = alarmIn(alarms, input);
      alarms.change(definition.name, { tags: checkedTags(new Map([...tags, ...tagsIn(input)])) });
    }),
    UntagResource: answersNothing((input) => {
      const { definition, tags } = alarmIn(alarms, input);
      alarms.change(definition.name, { tags: withoutTagsIn(input, tags) });
    }),
    ListTagsForResource: (input) => ({ Tags: tagList(alarmIn(alarms, input).tags) }),
  };
}

export function checkedTags(tags: TagMap): TagMap {
  if (tags.size <= MOST_TAGS) return tags;
  throw new AwsError('InvalidParameterValueException', `an alarm has at most ${MOST_TAGS} tags; this one would have ${tags.size}`);
}

function alarmIn(alarms: Alarms, { ResourceARN: arn }: Facts): Alarm {
  const alarm = alarms.all().find((one) => one.arn === arn);
  if (alarm !== undefined) return alarm;
  throw new AwsError('ResourceNotFoundException', `Unknown resource ${String(arn)}: only alarms carry tags in the laptop cloud`, 404);
}
