import type { Facts } from '../../plane.ts';
import { arnOf, factsIn, listIn, type Need, type NeedsOf, type Place, tagContext, textIn } from './need.ts';

/** Making or changing a schedule passes the role under which its target is called; tags of a group need their own permission. */
export const needsOfScheduler: NeedsOf = (action, input, place) => {
  const resource = textIn(input, 'ResourceArn') ?? resourceOf(action, input, place);
  const tags = listIn(input, 'Tags');
  const role = textIn(factsIn(input, 'Target'), 'RoleArn');
  const tagging: readonly Need[] =
    tags.length > 0 && action === 'CreateScheduleGroup' ? [{ action: 'scheduler:TagResource', resource, context: tagContext(tags) }] : [];
  const passing: readonly Need[] =
    role === undefined ? [] : [{ action: 'iam:PassRole', resource: role, context: { 'iam:PassedToService': 'scheduler.amazonaws.com' } }];
  return [{ action: `scheduler:${action}`, resource, context: tagContext(tags) }, ...tagging, ...passing];
};

function resourceOf(action: string, input: Facts, place: Place): string {
  const name = textIn(input, 'Name');
  if (name === undefined) return '*';
  if (action.endsWith('ScheduleGroup')) return arnOf('scheduler', place, 'schedule-group/', name);
  return arnOf('scheduler', place, 'schedule/', `${textIn(input, 'GroupName') ?? 'default'}/${name}`);
}
