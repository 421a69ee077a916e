import {
  ConflictException,
  CreateScheduleCommand,
  type CreateScheduleCommandInput,
  DeleteScheduleCommand,
  GetScheduleCommand,
  type GetScheduleCommandOutput,
  ResourceNotFoundException,
  SchedulerClient,
  UpdateScheduleCommand,
} from '@aws-sdk/client-scheduler';
import type { Schedules } from '../core/ports.ts';
import type { ScheduleSettings } from '../core/schedule-settings.ts';

/** `roleArn` may invoke the target and write to the queue that keeps what could not be delivered. */
export type SchedulerSettings = { readonly stage: string; readonly targetArn: string; readonly roleArn: string; readonly deadLetterArn: string };

/** EventBridge Scheduler replaces these where it invokes the target. */
const PLACEHOLDERS = { scheduledTime: '<aws.scheduler.scheduled-time>', execution: '<aws.scheduler.execution-id>' };

/** One schedule a project. A rate counts from the schedule's making, so one that is as it should be is left alone. */
export function eventBridgeSchedules(settings: SchedulerSettings, client = new SchedulerClient({})): Schedules {
  return {
    ensure: (project, schedule) => ensure(client, wanted(project, schedule, settings)),
    remove: (project) => removeIfThere(client, nameOf(project, settings)),
  };
}

function wanted(project: string, { expression, timezone }: ScheduleSettings, settings: SchedulerSettings) {
  const { targetArn, roleArn, deadLetterArn } = settings;
  return {
    Name: nameOf(project, settings),
    Description: `Asks for a run of project ${project}; applyProject makes it of training.schedule in project.yml`,
    ScheduleExpression: expression,
    ScheduleExpressionTimezone: timezone,
    FlexibleTimeWindow: { Mode: 'OFF' },
    State: 'ENABLED',
    Target: {
      Arn: targetArn,
      RoleArn: roleArn,
      Input: JSON.stringify({ project, ...PLACEHOLDERS }),
      RetryPolicy: { MaximumEventAgeInSeconds: 86_400, MaximumRetryAttempts: 185 },
      DeadLetterConfig: { Arn: deadLetterArn },
    },
  } as const satisfies CreateScheduleCommandInput;
}

const nameOf = (project: string, { stage }: SchedulerSettings) => `nacre-${stage}-${project}`;

async function ensure(client: SchedulerClient, schedule: ReturnType<typeof wanted>): Promise<void> {
  const found = await findSchedule(client, schedule.Name);
  if (!found) return create(client, schedule);
  if (!isAsWanted(found, schedule)) await client.send(new UpdateScheduleCommand(schedule));
}

/** Somebody else may have made it meanwhile: then it is looked at again. */
async function create(client: SchedulerClient, schedule: ReturnType<typeof wanted>): Promise<void> {
  try {
    await client.send(new CreateScheduleCommand(schedule));
  } catch (error) {
    if (!(error instanceof ConflictException)) throw error;
    await ensure(client, schedule);
  }
}

async function findSchedule(client: SchedulerClient, Name: string): Promise<GetScheduleCommandOutput | undefined> {
  try {
    return await client.send(new GetScheduleCommand({ Name }));
  } catch (error) {
    if (error instanceof ResourceNotFoundException) return undefined;
    throw error;
  }
}

function isAsWanted(found: GetScheduleCommandOutput, schedule: ReturnType<typeof wanted>): boolean {
  return JSON.stringify(partsOf(found)) === JSON.stringify(partsOf(schedule));
}

function partsOf({ ScheduleExpression, ScheduleExpressionTimezone, State, Target }: GetScheduleCommandOutput | CreateScheduleCommandInput) {
  const { Arn, RoleArn, Input, DeadLetterConfig, RetryPolicy } = Target ?? {};
  const retried = [RetryPolicy?.MaximumEventAgeInSeconds, RetryPolicy?.MaximumRetryAttempts];
  return [ScheduleExpression, ScheduleExpressionTimezone, State, Arn, RoleArn, Input, DeadLetterConfig?.Arn, ...retried];
}

async function removeIfThere(client: SchedulerClient, Name: string): Promise<void> {
  try {
    await client.send(new DeleteScheduleCommand({ Name }));
  } catch (error) {
    if (!(error instanceof ResourceNotFoundException)) throw error;
  }
}
