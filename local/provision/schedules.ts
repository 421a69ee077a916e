import { CreateScheduleCommand, CreateScheduleGroupCommand, UpdateScheduleCommand } from '@aws-sdk/client-scheduler';
import { z } from 'zod';
import { kind, number } from './resource-kind.ts';
import { unlessThere } from './unless-there.ts';

const Time = z.iso.datetime({ offset: true }).transform((text) => new Date(text));

const Schedule = z.strictObject({
  Name: z.string(),
  GroupName: z.string().optional(),
  Description: z.string().optional(),
  ScheduleExpression: z.string(),
  ScheduleExpressionTimezone: z.string().optional(),
  State: z.enum(['ENABLED', 'DISABLED']).optional(),
  StartDate: Time.optional(),
  EndDate: Time.optional(),
  FlexibleTimeWindow: z.strictObject({ Mode: z.enum(['OFF', 'FLEXIBLE']), MaximumWindowInMinutes: number.optional() }),
  Target: z.strictObject({
    Arn: z.string(),
    RoleArn: z.string(),
    Input: z.string().optional(),
    RetryPolicy: z.strictObject({ MaximumRetryAttempts: number.optional(), MaximumEventAgeInSeconds: number.optional() }).optional(),
    DeadLetterConfig: z.strictObject({ Arn: z.string() }).optional(),
    EventBridgeParameters: z.strictObject({ Source: z.string(), DetailType: z.string() }).optional(),
  }),
});

/** Made by the call that everyone makes a schedule by; what is there is changed to what the template says. */
export const schedule = kind({
  type: 'AWS::Scheduler::Schedule',
  properties: Schedule,
  recorded: ['Description'],
  async create(properties, { aws, settings: { account, region } }) {
    if (!(await unlessThere(aws.scheduler.send(new CreateScheduleCommand(properties))))) await aws.scheduler.send(new UpdateScheduleCommand(properties));
    const { Name, GroupName = 'default' } = properties;
    return { ref: Name, attributes: { Arn: `arn:aws:scheduler:${region}:${account}:schedule/${GroupName}/${Name}` } };
  },
});

export const scheduleGroup = kind({
  type: 'AWS::Scheduler::ScheduleGroup',
  properties: z.strictObject({ Name: z.string(), Tags: z.array(z.strictObject({ Key: z.string(), Value: z.string() })).optional() }),
  async create(properties, { aws, settings: { account, region } }) {
    await unlessThere(aws.scheduler.send(new CreateScheduleGroupCommand(properties)));
    return { ref: properties.Name, attributes: { Arn: `arn:aws:scheduler:${region}:${account}:schedule-group/${properties.Name}` } };
  },
});
