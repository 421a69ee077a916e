import { queueSender, type SendToQueue } from '../bus/send-to-queue.ts';
import { type Clock, systemClock } from '../clock.ts';
import { AwsError, type AwsService, type CloudSettings, type Happening, type LambdaHost, type Permissions } from '../plane.ts';
import { ScheduleGroups } from './schedule-groups.ts';
import { schedulerApi } from './scheduler-api.ts';
import { Schedules } from './schedules.ts';

export interface SchedulerOptions {
  readonly settings: Pick<CloudSettings, 'account' | 'region' | 'endpoint'>;
  readonly permissions: Pick<Permissions, 'assume' | 'authorize'>;
  readonly lambda: Pick<LambdaHost, 'invokeAsync'>;
  readonly publish: (happening: Happening) => void;
  readonly sendToQueue?: SendToQueue;
  readonly clock?: Clock;
  /** From 0 to 1: where in its flexible time window a schedule runs. */
  readonly random?: () => number;
  readonly retryDelayMs?: (retry: number) => number;
  /** Told what no one else is told: a run that reached neither its target nor a dead-letter queue. */
  readonly tell?: (trouble: string) => void;
}

export interface Scheduler extends AwsService {
  /** Resolves when no run is under way, retries included. */
  idle(): Promise<void>;
  close(): void;
}

/** EventBridge Scheduler: schedules made by call, each run in the role of its target. */
export function createScheduler(options: SchedulerOptions): Scheduler {
  const { settings, clock = systemClock, random = Math.random, tell = (trouble) => console.error(trouble) } = options;
  const schedules = new Schedules({ ...options, clock, random, tell, sendToQueue: options.sendToQueue ?? queueSender(settings) });
  const actions = schedulerApi({ schedules, groups: new ScheduleGroups({ settings, clock }), clock });
  return {
    service: 'scheduler',
    owns: () => true,
    call: async ({ action, input }) => {
      const answer = actions[action];
      if (answer) return answer(input);
      throw new AwsError('UnknownOperationException', `scheduler has no operation ${action}`, 404);
    },
    idle: () => schedules.idle(),
    close: () => schedules.close(),
  };
}
