import { randomBytes } from 'node:crypto';
import { retryDelayWithJitter } from '../bus/deliver.ts';
import { failureOf, nameOf } from '../bus/delivery-failure.ts';
import type { SendToQueue } from '../bus/send-to-queue.ts';
import type { Clock } from '../clock.ts';
import type { CloudSettings, Happening, LambdaHost, Permissions } from '../plane.ts';
import type { Schedule } from './schedule.ts';
import { inputOf, inSeconds, type Run } from './target-input.ts';

export interface Carriers {
  readonly settings: Pick<CloudSettings, 'account' | 'region'>;
  readonly permissions: Pick<Permissions, 'assume' | 'authorize'>;
  readonly lambda: Pick<LambdaHost, 'invokeAsync'>;
  readonly publish: (happening: Happening) => void;
  readonly sendToQueue: SendToQueue;
  readonly clock: Clock;
  /** Lets time pass before a retry. */
  readonly wait: (milliseconds: number) => Promise<void>;
  /** Milliseconds before retry number `retry`, counted from 1. */
  readonly retryDelayMs?: (retry: number) => number;
  readonly tell: (trouble: string) => void;
}

const SCHEDULER = 'scheduler.amazonaws.com';

/** Hands the schedule's input to its target until it takes it or the retry policy is used up; then the dead-letter queue gets it. */
export async function runSchedule(schedule: Schedule, scheduledAt: Date, carriers: Carriers): Promise<void> {
  const { clock, retryDelayMs = retryDelayWithJitter } = carriers;
  const { retry } = schedule.definition.target;
  const run: Run = { schedule, scheduledAt, executionId: randomBytes(8).toString('hex') };
  const begun = clock.now().getTime();
  for (let retries = 0; ; retries += 1) {
    const error = await attempt(run, retries + 1, carriers);
    if (error === undefined) return;
    const isTooOld = clock.now().getTime() - begun >= retry.maximumAgeSeconds * 1000;
    const exhausted = retries >= retry.attempts ? 'MaximumRetryAttempts' : isTooOld ? 'MaximumEventAgeInSeconds' : undefined;
    const { final } = failureOf(error);
    if (final || exhausted) return bury(run, { error, retries, exhausted: final ? undefined : exhausted }, carriers);
    await carriers.wait(retryDelayMs(retries + 1));
  }
}

async function attempt(run: Run, number: number, carriers: Carriers): Promise<unknown> {
  try {
    await send(run.schedule, inputOf(run, number, carriers.settings), carriers);
    return undefined;
  } catch (error) {
    return error;
  }
}

/** Everything is done in the target's role: it must trust the scheduler and allow the call. */
async function send(schedule: Schedule, input: string, { permissions, lambda, publish, sendToQueue }: Carriers): Promise<void> {
  const { arn, roleArn, event } = schedule.definition.target;
  const { identity, credentials } = permissions.assume(roleArn, SCHEDULER, schedule.name);
  if (event !== undefined) {
    permissions.authorize(identity, 'events:PutEvents', arn, { 'events:source': event.source, 'events:detail-type': event.detailType });
    publish({ ...event, resources: [schedule.arn], detail: JSON.parse(input) });
  } else if (arn.startsWith('arn:aws:lambda:')) {
    permissions.authorize(identity, 'lambda:InvokeFunction', arn);
    await lambda.invokeAsync(arn, input);
  } else await sendToQueue({ queueArn: arn, body: input, credentials });
}

type Failed = { readonly error: unknown; readonly retries: number; readonly exhausted: string | undefined };

async function bury(run: Run, { error, retries, exhausted }: Failed, carriers: Carriers): Promise<void> {
  const { schedule } = run;
  const { arn, roleArn, deadLetterArn } = schedule.definition.target;
  const message = error instanceof Error ? error.message : String(error);
  const lost = `schedule ${schedule.group}/${schedule.name} did not reach ${arn}: ${message}`;
  if (deadLetterArn === undefined) return carriers.tell(`${lost}; it has no dead-letter queue`);
  const attributes = {
    SCHEDULE_ARN: schedule.arn,
    TARGET_ARN: arn,
    EXECUTION_ID: run.executionId,
    SCHEDULED_TIME: inSeconds(run.scheduledAt),
    ERROR_CODE: nameOf(error),
    ERROR_MESSAGE: message,
    RETRY_ATTEMPTS: String(retries),
    IS_PAYLOAD_TRUNCATED: 'false',
    ...(exhausted !== undefined && { EXHAUSTED_RETRY_CONDITION: exhausted }),
  };
  try {
    const { credentials } = carriers.permissions.assume(roleArn, SCHEDULER, schedule.name);
    await carriers.sendToQueue({ queueArn: deadLetterArn, body: inputOf(run, retries + 1, carriers.settings), attributes, credentials });
  } catch (refusal) {
    carriers.tell(`${lost}; and its dead-letter queue did not take it: ${refusal instanceof Error ? refusal.message : String(refusal)}`);
  }
}
