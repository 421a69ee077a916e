import { AwsError, type CloudSettings, type LambdaHost, type Permissions } from '../plane.ts';
import type { Alarm, StateOfAlarm } from './alarm.ts';
import { actionPayload } from './alarm-event.ts';

export interface ActionCarriers {
  readonly settings: Pick<CloudSettings, 'account' | 'region'>;
  readonly permissions: Pick<Permissions, 'authorizeService'>;
  readonly lambda: Pick<LambdaHost, 'invokeAsync'>;
  readonly tell: (trouble: string) => void;
}

const ALARMS = 'lambda.alarms.cloudwatch.amazonaws.com';

/** An alarm's action is a function or, recorded only, a topic; what the laptop has not is refused when the alarm is made. */
export function checkAction(arn: string): void {
  if (/^arn:aws:(lambda:[a-z0-9-]+:\d{12}:function|sns:[a-z0-9-]+:\d{12}):[\w-]+(:[\w$-]+)?$/.test(arn)) return;
  throw new AwsError(
    'ValidationException',
    `Invalid or unsupported action: ${arn}. Alarms of the laptop cloud invoke Lambda functions and name SNS topics; write such an ARN`,
  );
}

/** Invokes the function as CloudWatch does, by its resource policy. Answers what went wrong, if anything. */
export async function performAction(arn: string, alarm: Alarm, previous: StateOfAlarm, carriers: ActionCarriers): Promise<string | undefined> {
  const { settings, permissions, lambda, tell } = carriers;
  const { name } = alarm.definition;
  if (arn.startsWith('arn:aws:sns:')) {
    tell(
      `alarm ${name} is ${alarm.state.value}; its topic ${arn} got no message, for the laptop cloud has no SNS: react to the event CloudWatch Alarm State Change`,
    );
    return 'the laptop cloud has no SNS, so nothing was sent';
  }
  try {
    permissions.authorizeService(ALARMS, 'lambda:InvokeFunction', arn, { 'aws:SourceArn': alarm.arn, 'aws:SourceAccount': settings.account });
    await lambda.invokeAsync(arn, JSON.stringify(actionPayload(alarm, previous, settings)));
    return undefined;
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    tell(`alarm ${name} could not invoke ${arn}: ${reason}`);
    return reason;
  }
}
