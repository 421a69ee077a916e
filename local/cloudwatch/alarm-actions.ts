import { AwsError, type CloudSettings, type LambdaHost, type Permissions } from '../plane.ts';
import type { Topics } from '../sns/topics.ts';
import type { Transition } from './alarm.ts';
import { actionPayload } from './alarm-event.ts';
import { alarmLetter } from './alarm-letter.ts';

export interface ActionCarriers {
  readonly settings: Pick<CloudSettings, 'account' | 'region'>;
  readonly permissions: Pick<Permissions, 'authorizeService'>;
  readonly lambda: Pick<LambdaHost, 'invokeAsync'>;
  readonly topics: Pick<Topics, 'publish'>;
  readonly tell: (trouble: string) => void;
}

const ALARMS = 'lambda.alarms.cloudwatch.amazonaws.com';
const CLOUDWATCH = 'cloudwatch.amazonaws.com';

/** An alarm's action is a function or a topic; what the laptop has not is refused when the alarm is made. */
export function checkAction(arn: string): void {
  if (/^arn:aws:(lambda:[a-z0-9-]+:\d{12}:function|sns:[a-z0-9-]+:\d{12}):[\w-]+(:[\w$-]+)?$/.test(arn)) return;
  throw new AwsError(
    'ValidationException',
    `Invalid or unsupported action: ${arn}. Alarms of the laptop cloud invoke Lambda functions and publish to SNS topics; write such an ARN`,
  );
}

/** Invokes the function or publishes to the topic as CloudWatch does, by its resource policy. Answers what went wrong, if anything. */
export async function performAction(arn: string, transition: Transition, carriers: ActionCarriers): Promise<string | undefined> {
  const { alarm } = transition;
  const { settings, permissions, lambda, topics, tell } = carriers;
  const context = { 'aws:SourceArn': alarm.arn, 'aws:SourceAccount': settings.account };
  const isTopic = arn.startsWith('arn:aws:sns:');
  try {
    if (isTopic) {
      topics.publish(arn, { principal: CLOUDWATCH, context, ...alarmLetter(transition, settings) });
    } else {
      permissions.authorizeService(ALARMS, 'lambda:InvokeFunction', arn, context);
      await lambda.invokeAsync(arn, JSON.stringify(actionPayload(transition, settings)));
    }
    return undefined;
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    tell(`alarm ${alarm.definition.name} could not ${isTopic ? 'publish to' : 'invoke'} ${arn}: ${reason}`);
    return reason;
  }
}
