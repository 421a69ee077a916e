import type { Facts } from '../../plane.ts';
import { arnOf, listIn, type Need, type NeedsOf, type Place, tagContext, textIn } from './need.ts';

/** Alarms are asked about one by one, metrics have no resource level: PutMetricData is narrowed by its namespace. */
export const needsOfCloudWatch: NeedsOf = (action, input, place) => {
  const own = resourcesOf(action, input, place).map((resource): Need => ({ action: `cloudwatch:${action}`, resource, context: contextOf(action, input) }));
  const [resource = '*'] = resourcesOf(action, input, place);
  const tags = listIn(input, 'Tags');
  return action === 'PutMetricAlarm' && tags.length > 0 ? [...own, { action: 'cloudwatch:TagResource', resource, context: tagContext(tags) }] : own;
};

/** Listing alarms asks for all of them, whatever is filtered. */
function resourcesOf(action: string, input: Facts, place: Place): readonly string[] {
  const { AlarmNames: names } = input;
  const alarm = textIn(input, 'AlarmName');
  if (action === 'DescribeAlarms' || (action === 'DescribeAlarmHistory' && alarm === undefined)) return [arnOf('cloudwatch', place, 'alarm:', '*')];
  if (Array.isArray(names)) return names.map((name) => arnOf('cloudwatch', place, 'alarm:', String(name)));
  return [alarm === undefined ? (textIn(input, 'ResourceARN') ?? '*') : arnOf('cloudwatch', place, 'alarm:', alarm)];
}

function contextOf(action: string, input: Facts): Readonly<Record<string, string>> {
  const namespace = textIn(input, 'Namespace');
  if (action === 'PutMetricData' && namespace !== undefined) return { 'cloudwatch:namespace': namespace };
  return tagContext(listIn(input, 'Tags'));
}
