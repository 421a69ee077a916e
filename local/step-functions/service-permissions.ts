import { AwsError, type Permissions } from '../plane.ts';
import type { StateMachine } from './state-machine.ts';

const STATES = 'states.amazonaws.com';

/** What CloudWatch Logs asks of whoever creates a log delivery to a log group; reading, changing and deleting it come later, with other calls. */
const CREATING_DELIVERY = ['logs:CreateLogDelivery', 'logs:PutResourcePolicy', 'logs:DescribeResourcePolicies', 'logs:DescribeLogGroups'];
/** Defining a machine again finds its delivery and changes it. */
const CHANGING_DELIVERY = ['logs:ListLogDeliveries', 'logs:GetLogDelivery', 'logs:UpdateLogDelivery'];
const TRACING = ['xray:PutTraceSegments', 'xray:PutTelemetryRecords', 'xray:GetSamplingRules', 'xray:GetSamplingTargets'];

/** What AWS checks of the role when a state machine is created or updated: that it can be assumed, and that it may deliver logs. */
export function checkRole(machine: Pick<StateMachine, 'name' | 'roleArn' | 'logGroupArn'>, isChange: boolean, permissions: Permissions): void {
  const { identity } = assumed(machine, permissions);
  if (machine.logGroupArn === undefined) return;
  try {
    for (const action of isChange ? CHANGING_DELIVERY : CREATING_DELIVERY) permissions.authorize(identity, action, '*');
  } catch (error) {
    if (!(error instanceof AwsError)) throw error;
    throw new AwsError('AccessDeniedException', `The state machine IAM Role is not authorized to access the Log Destination (${error.message})`);
  }
}

/** Traces of an execution that its role may not write are lost, and the execution goes on; the denial is remembered in the permissions' usage. */
export function checkTracing(machine: StateMachine, execution: string, permissions: Permissions): void {
  if (!machine.tracing) return;
  const { identity } = permissions.assume(machine.roleArn, STATES, execution.slice(0, 64));
  for (const action of TRACING) {
    try {
      permissions.authorize(identity, action, '*');
    } catch (error) {
      if (!(error instanceof AwsError)) throw error;
    }
  }
}

function assumed(machine: Pick<StateMachine, 'name' | 'roleArn'>, permissions: Permissions): ReturnType<Permissions['assume']> {
  try {
    return permissions.assume(machine.roleArn, STATES, machine.name.slice(0, 64));
  } catch (error) {
    if (!(error instanceof AwsError)) throw error;
    throw new AwsError(
      'AccessDeniedException',
      `Neither the global service principal ${STATES}, nor the regional one is authorized to assume the provided role ${machine.roleArn} (${error.message})`,
    );
  }
}
