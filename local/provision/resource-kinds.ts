import { alarm } from './alarms.ts';
import { bucket, bucketPolicy } from './buckets.ts';
import { buildProject, pipeline } from './builds.ts';
import { functionPermission } from './function-permissions.ts';
import { eventInvokeConfig, lambdaFunction } from './functions.ts';
import { key, keyAlias } from './keys.ts';
import { logGroup } from './log-groups.ts';
import { mailIdentity } from './mail-identities.ts';
import { queue, queuePolicy } from './queues.ts';
import { repository } from './repositories.ts';
import type { ResourceKind } from './resource-kind.ts';
import { role } from './roles.ts';
import { rule } from './rules.ts';
import { schedule, scheduleGroup } from './schedules.ts';
import { stateMachine } from './state-machines.ts';
import { table } from './tables.ts';
import { subscription, topic, topicPolicy } from './topics.ts';

const KINDS = [
  ...[bucket, bucketPolicy, table, queue, queuePolicy, key, keyAlias, repository, logGroup, mailIdentity],
  ...[role, lambdaFunction, eventInvokeConfig, functionPermission, rule, stateMachine, alarm, schedule, scheduleGroup],
  ...[topic, topicPolicy, subscription, pipeline, buildProject],
];

/** A resource that nobody would make is refused before anything is made. */
export function kindOf(id: string, type: string): ResourceKind {
  const found = KINDS.find((one) => one.type === type);
  if (found !== undefined) return found;
  throw new Error(`${id} is an ${type}, which the laptop cloud does not know; leave it out or add its kind to local/provision/resource-kinds.ts`);
}
