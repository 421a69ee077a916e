import type { PendingWork } from '../lambda/pending-work.ts';
import type { AwsEvent, RuleTarget } from '../plane.ts';
import { type DeliveryFailure, failureOf } from './delivery-failure.ts';
import { type Carriers, sendAsEvents, sendToTarget } from './send-to-target.ts';
import { inputFor } from './target-input.ts';

export type DeliveryStatus = 'delivered' | 'retrying' | 'dead-lettered' | 'dropped';

export type Delivery = {
  readonly event: AwsEvent;
  readonly rule: { readonly name: string; readonly arn: string };
  readonly target: RuleTarget;
  readonly note: (status: DeliveryStatus, error?: string) => void;
};

export type Patience = {
  readonly work: Pick<PendingWork, 'wait'>;
  readonly now: () => Date;
  /** How long to wait before retry number `retry`, counted from 1. */
  readonly retryDelayMs: (retry: number) => number;
};

type Exhausted = 'MaximumRetryAttempts' | 'MaximumEventAgeInSeconds';

/** Delivers at least once: tries again until the target's policy is used up, then leaves the event in the dead-letter queue. */
export async function deliver(delivery: Delivery, carriers: Carriers, patience: Patience): Promise<void> {
  const begun = patience.now().getTime();
  for (let retries = 0; ; retries += 1) {
    const failure = await attempt(delivery, carriers);
    if (failure === undefined) return delivery.note('delivered');
    const exhausted = failure.final ? undefined : exhaustedBy(delivery.target, { retries, begun, now: patience.now().getTime() });
    if (failure.final || exhausted) return bury(delivery, carriers, { failure, retries, exhausted });
    delivery.note('retrying', describe(failure));
    await patience.work.wait(patience.retryDelayMs(retries + 1));
  }
}

/** Exponential with full jitter, from a second to a minute. */
export function retryDelayWithJitter(retry: number): number {
  return Math.random() * Math.min(60_000, 1000 * 2 ** (retry - 1));
}

async function attempt({ event, rule, target }: Delivery, carriers: Carriers): Promise<DeliveryFailure | undefined> {
  try {
    await sendToTarget(target, inputFor(target, event, rule), rule.arn, carriers);
    return undefined;
  } catch (error) {
    return failureOf(error);
  }
}

function exhaustedBy({ retry }: RuleTarget, { retries, begun, now }: { retries: number; begun: number; now: number }): Exhausted | undefined {
  if (retries >= retry.attempts) return 'MaximumRetryAttempts';
  return now - begun >= retry.maximumAgeSeconds * 1000 ? 'MaximumEventAgeInSeconds' : undefined;
}

async function bury(
  { event, rule, target, note }: Delivery,
  carriers: Carriers,
  { failure, retries, exhausted }: { readonly failure: DeliveryFailure; readonly retries: number; readonly exhausted: Exhausted | undefined },
): Promise<void> {
  if (target.deadLetterArn === undefined) return note('dropped', describe(failure));
  const attributes = {
    RULE_ARN: rule.arn,
    TARGET_ARN: target.arn,
    ERROR_CODE: failure.code,
    ERROR_MESSAGE: failure.message,
    RETRY_ATTEMPTS: String(retries),
    ...(exhausted === undefined ? {} : { EXHAUSTED_RETRY_CONDITION: exhausted }),
  };
  try {
    await sendAsEvents(carriers, { queueArn: target.deadLetterArn, body: JSON.stringify(event), attributes, ruleArn: rule.arn });
    note('dead-lettered', describe(failure));
  } catch (error) {
    note('dropped', `${describe(failure)}; and its dead-letter queue did not take it: ${failureOf(error).message}`);
  }
}

function describe({ code, message }: DeliveryFailure): string {
  return `${code}: ${message}`;
}
