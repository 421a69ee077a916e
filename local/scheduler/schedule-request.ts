import { z } from 'zod';
import { isObject } from '../json-object.ts';
import { AwsError, type Facts } from '../plane.ts';
import { nextTime } from './next-time.ts';
import type { ScheduleDefinition, ScheduleTarget } from './schedule.ts';

const Time = z.union([z.number().transform((seconds) => new Date(seconds * 1000)), z.iso.datetime({ offset: true }).transform((text) => new Date(text))]);

const Target = z.object({
  Arn: z.string(),
  RoleArn: z.string(),
  Input: z.string().optional(),
  RetryPolicy: z.object({ MaximumRetryAttempts: z.number().default(185), MaximumEventAgeInSeconds: z.number().default(86_400) }).prefault({}),
  DeadLetterConfig: z.object({ Arn: z.string().optional() }).optional(),
  EventBridgeParameters: z.object({ Source: z.string(), DetailType: z.string() }).optional(),
});

const Request = z.object({
  ScheduleExpression: z.string(),
  ScheduleExpressionTimezone: z.string().default('UTC'),
  State: z.enum(['ENABLED', 'DISABLED']).default('ENABLED'),
  StartDate: Time.optional(),
  EndDate: Time.optional(),
  FlexibleTimeWindow: z.object({ Mode: z.enum(['OFF', 'FLEXIBLE']), MaximumWindowInMinutes: z.number().optional() }),
  ActionAfterCompletion: z.enum(['NONE', 'DELETE']).default('NONE'),
  Target,
});

/** Reads CreateSchedule and UpdateSchedule, and refuses what could only fail when its time has come. */
export function scheduleDefinition(input: Facts, now: Date): ScheduleDefinition {
  if (input['KmsKeyArn'] !== undefined) throw invalid('schedules of the laptop cloud are not encrypted; leave KmsKeyArn out');
  const { ScheduleExpression: expression, ScheduleExpressionTimezone: timezone, State, StartDate, EndDate, ...request } = Request.parse(input);
  nextTime(expression, now, timezone);
  if (!expression.startsWith('at(')) checkDates(StartDate, EndDate, now);
  return {
    expression,
    timezone,
    state: State,
    windowMinutes: windowOf(request.FlexibleTimeWindow),
    deletedAfterCompletion: request.ActionAfterCompletion === 'DELETE',
    target: targetOf(request.Target),
    ...(StartDate !== undefined && { startDate: StartDate }),
    ...(EndDate !== undefined && { endDate: EndDate }),
  };
}

const FIVE_MINUTES = 300_000;

function checkDates(start: Date | undefined, end: Date | undefined, now: Date): void {
  if (start !== undefined && now.getTime() - start.getTime() > FIVE_MINUTES) throw invalid('The StartDate you specify cannot be earlier than 5 minutes ago.');
  if (end !== undefined && end <= now) throw invalid('The EndDate you specify must come after the current time.');
  if (start !== undefined && end !== undefined && end <= start) throw invalid('The EndDate you specify must come after the StartDate.');
}

function windowOf({ Mode, MaximumWindowInMinutes }: z.infer<typeof Request>['FlexibleTimeWindow']): number {
  if (Mode === 'FLEXIBLE' && MaximumWindowInMinutes === undefined) throw invalid('MaximumWindowInMinutes must be provided when Mode is set to FLEXIBLE.');
  if (Mode === 'OFF' && MaximumWindowInMinutes !== undefined) throw invalid('MaximumWindowInMinutes must not be provided when Mode is set to OFF.');
  return MaximumWindowInMinutes ?? 0;
}

function targetOf({ Arn, RoleArn, Input, RetryPolicy, DeadLetterConfig, EventBridgeParameters }: z.infer<typeof Target>): ScheduleTarget {
  const [, , service, , , resource = ''] = Arn.split(':');
  const isBus = service === 'events' && resource === 'event-bus/default';
  if (service !== 'lambda' && service !== 'sqs' && !isBus)
    throw invalid(
      `Provided Arn is not in correct format or not supported: ${Arn}. Schedules of the laptop cloud reach Lambda functions, SQS queues and the default event bus.`,
    );
  if (isBus !== (EventBridgeParameters !== undefined)) throw invalid('EventBridgeParameters must be provided for an event bus, and for nothing else.');
  if (EventBridgeParameters?.Source.startsWith('aws.')) throw invalid('The Source of an event must not start with aws.');
  if (service !== 'sqs' && Input !== undefined) checkJson(Input, isBus);
  const deadLetterArn = DeadLetterConfig?.Arn;
  return {
    arn: Arn,
    roleArn: RoleArn,
    retry: { attempts: RetryPolicy.MaximumRetryAttempts, maximumAgeSeconds: RetryPolicy.MaximumEventAgeInSeconds },
    ...(Input !== undefined && { input: Input }),
    ...(deadLetterArn !== undefined && { deadLetterArn }),
    ...(EventBridgeParameters && { event: { source: EventBridgeParameters.Source, detailType: EventBridgeParameters.DetailType } }),
  };
}

function checkJson(text: string, mustBeObject: boolean): void {
  try {
    const parsed: unknown = JSON.parse(text);
    if (isObject(parsed) || !mustBeObject) return;
  } catch {
    // What is no JSON is refused below, as what is no object.
  }
  throw invalid(`Invalid target input: ${mustBeObject ? 'an event bus takes a JSON object' : 'a function takes well-formed JSON'}; correct Target.Input.`);
}

export function invalid(message: string): AwsError {
  return new AwsError('ValidationException', message);
}
