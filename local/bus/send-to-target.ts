import { SFNClient, StartExecutionCommand } from '@aws-sdk/client-sfn';
import type { CloudSettings, LambdaHost, Permissions, RuleTarget } from '../plane.ts';
import type { SendToQueue } from './send-to-queue.ts';

export type StartExecution = (start: { readonly machineArn: string; readonly roleArn: string; readonly input: string }) => Promise<void>;

export type Carriers = {
  readonly settings: CloudSettings;
  readonly permissions: Permissions;
  readonly lambda: Pick<LambdaHost, 'invokeAsync'>;
  readonly sendToQueue: SendToQueue;
  readonly startExecution: StartExecution;
};

export const EVENTS = 'events.amazonaws.com';

/** Which targets can be reached, by the service in their ARN. */
export const REACHABLE = ['lambda', 'sqs', 'states'];

/** Hands the input to a target as EventBridge does: functions and queues must allow it by their policies, state machines by the target's role. */
export async function sendToTarget(target: RuleTarget, input: string, ruleArn: string, carriers: Carriers): Promise<void> {
  const { arn, roleArn } = target;
  const service = arn.split(':')[2];
  if (service === 'lambda') {
    authorizeEvents(carriers, 'lambda:InvokeFunction', arn, ruleArn);
    await carriers.lambda.invokeAsync(arn, input);
  } else if (service === 'sqs') {
    await sendAsEvents(carriers, { queueArn: arn, body: input, ruleArn });
  } else if (roleArn !== undefined) {
    await carriers.startExecution({ machineArn: arn, roleArn, input });
  }
}

/** A queue's policy must let EventBridge in, for events and for dead letters alike; the message itself is carried by the operator. */
export async function sendAsEvents(
  carriers: Pick<Carriers, 'settings' | 'permissions' | 'sendToQueue'>,
  message: { readonly queueArn: string; readonly body: string; readonly ruleArn: string; readonly attributes?: Readonly<Record<string, string>> },
): Promise<void> {
  const { ruleArn, ...letter } = message;
  authorizeEvents(carriers, 'sqs:SendMessage', message.queueArn, ruleArn);
  await carriers.sendToQueue({ ...letter, credentials: carriers.permissions.operator.credentials });
}

function authorizeEvents({ permissions, settings }: Pick<Carriers, 'permissions' | 'settings'>, action: string, resource: string, ruleArn: string): void {
  permissions.authorizeService(EVENTS, action, resource, { 'aws:SourceArn': ruleArn, 'aws:SourceAccount': settings.account });
}

/** Starts executions through the gateway in the role of the target, so that its statement is what allows them. */
export function executionStarter({ settings, permissions }: Pick<Carriers, 'settings' | 'permissions'>): StartExecution {
  const { endpoint, region } = settings;
  return async ({ machineArn, roleArn, input }) => {
    const { credentials } = permissions.assume(roleArn, EVENTS, 'events');
    const client = new SFNClient({ endpoint, region, credentials });
    await client.send(new StartExecutionCommand({ stateMachineArn: machineArn, input })).finally(() => client.destroy());
  };
}
