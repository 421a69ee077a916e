import type { QueueMessage } from '../../../local/bus/send-to-queue.ts';
import { AwsError, type Facts, type Happening } from '../../../local/plane.ts';
import { createScheduler, type Scheduler, type SchedulerOptions } from '../../../local/scheduler/scheduler.ts';
import { fakePermissions, settingsIn } from '../lambda/lambda-world.ts';
import { VirtualClock } from '../step-functions/virtual-clock.ts';

/** EventBridge Scheduler under a clock that is turned by hand, from Sunday, 2026-11-22T10:00:00Z on. */
export interface SchedulerWorld {
  readonly clock: VirtualClock;
  readonly scheduler: Scheduler;
  /** When the function was invoked, as minutes and seconds after the hour or as the whole time, and with what. */
  readonly invoked: { readonly at: string; readonly payload: string }[];
  readonly sent: QueueMessage[];
  readonly events: Happening[];
  readonly authorized: string[];
  readonly troubles: string[];
  ask(action: string, input?: Facts): Promise<Facts>;
  /** Makes the schedule `nightly`, which invokes a function every five minutes, changed as given. */
  schedule(changes?: Facts): Promise<Facts>;
}

export const functionArn = 'arn:aws:lambda:eu-west-1:123456789012:function:nacre-dev-onSchedule';
export const queueArn = 'arn:aws:sqs:eu-west-1:123456789012:runs';
export const target = { Arn: functionArn, RoleArn: 'arn:aws:iam::123456789012:role/scheduler' };
export const nightly = { Name: 'nightly', ScheduleExpression: 'rate(5 minutes)', FlexibleTimeWindow: { Mode: 'OFF' }, Target: target };

export function schedulerWorld(
  options: Partial<SchedulerOptions> & { readonly denied?: readonly string[]; readonly failures?: readonly string[] } = {},
): SchedulerWorld {
  const clock = new VirtualClock();
  const failures = [...(options.failures ?? [])];
  const invoked: { at: string; payload: string }[] = [];
  const sent: QueueMessage[] = [];
  const events: Happening[] = [];
  const authorized: string[] = [];
  const troubles: string[] = [];
  const scheduler = createScheduler({
    settings: settingsIn('/nowhere'),
    permissions: fakePermissions(authorized, options.denied),
    lambda: {
      invokeAsync: async (_arn, payload) => {
        const failure = failures.shift();
        if (failure !== undefined) throw new AwsError(failure, 'not now', 429);
        invoked.push({ at: clock.now().toISOString().replace('.000Z', ''), payload });
        return { requestId: 'request' };
      },
    },
    publish: (happening) => void events.push(happening),
    sendToQueue: async (message) => void sent.push(message),
    tell: (trouble) => void troubles.push(trouble),
    retryDelayMs: (retry) => 1000 * retry,
    random: () => 0.5,
    clock,
    ...options,
  });
  const ask: SchedulerWorld['ask'] = (action, input = {}) =>
    scheduler.call({ service: 'scheduler', action, input, identity: { kind: 'operator', arn: 'operator' }, requestId: 'request' });
  return { clock, scheduler, invoked, sent, events, authorized, troubles, ask, schedule: (changes = {}) => ask('CreateSchedule', { ...nightly, ...changes }) };
}
