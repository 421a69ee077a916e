import type { Permissions } from '../plane.ts';

/** What Step Functions does in the role's name, before a state machine with a log is created. */
const ACTIONS = [
  'CreateLogDelivery',
  'DescribeLogGroups',
  'DescribeResourcePolicies',
  'GetLogDelivery',
  'ListLogDeliveries',
  'PutResourcePolicy',
  'UpdateLogDelivery',
  'DeleteLogDelivery',
];

/** Fails as CreateStateMachine fails on AWS when the role may not set up its log. */
export function setUpLogDelivery(roleArn: string, stateMachine: string, permissions: Pick<Permissions, 'assume' | 'authorize'>): void {
  const { identity } = permissions.assume(roleArn, 'states.amazonaws.com', stateMachine);
  for (const action of ACTIONS) permissions.authorize(identity, `logs:${action}`, '*');
}
