import { GetScheduleCommand, SchedulerClient, UpdateScheduleCommand } from '@aws-sdk/client-scheduler';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { eventBridgeSchedules } from '../../adapters/schedules.ts';
import { ScheduleDue } from '../../events/schedule-due.ts';
import { startMoto } from './moto-server.ts';

const SETTINGS = {
  stage: 'dev',
  targetArn: 'arn:aws:lambda:eu-west-1:123456789012:function:nacre-dev-acceptSchedule',
  roleArn: 'arn:aws:iam::123456789012:role/nacre-dev-eu-west-1-scheduler',
  deadLetterArn: 'arn:aws:sqs:eu-west-1:123456789012:nacre-dev-failed-events',
};
const NIGHTLY = { expression: 'cron(0 3 * * ? *)', timezone: 'Europe/Berlin' };

let moto: Awaited<ReturnType<typeof startMoto>>;
let client: SchedulerClient;

beforeAll(async () => {
  moto = await startMoto();
  client = new SchedulerClient(moto.client);
});
afterAll(async () => {
  client.destroy();
  await moto.stop();
});

const found = (project: string) => client.send(new GetScheduleCommand({ Name: `nacre-dev-${project}` }));

describe("a project's schedule", () => {
  it('is made with its role, its retries and its dead-letter queue, and hands over what acceptSchedule reads', async () => {
    await eventBridgeSchedules(SETTINGS, client).ensure('cars', NIGHTLY);

    const { Target, ...schedule } = await found('cars');
    expect(schedule).toMatchObject({
      ScheduleExpression: 'cron(0 3 * * ? *)',
      ScheduleExpressionTimezone: 'Europe/Berlin',
      State: 'ENABLED',
      FlexibleTimeWindow: { Mode: 'OFF' },
    });
    expect(Target).toMatchObject({
      Arn: SETTINGS.targetArn,
      RoleArn: SETTINGS.roleArn,
      RetryPolicy: { MaximumEventAgeInSeconds: 86_400, MaximumRetryAttempts: 185 },
      DeadLetterConfig: { Arn: SETTINGS.deadLetterArn },
    });
    const input = (Target?.Input ?? '').replace('<aws.scheduler.scheduled-time>', '2026-11-20T03:00:00Z');
    expect(ScheduleDue.parse(JSON.parse(input))).toMatchObject({ project: 'cars', scheduledTime: '2026-11-20T03:00:00Z' });
  });

  it('that is as it should be is left alone, since a rate counts from the last change', async () => {
    const schedules = eventBridgeSchedules(SETTINGS, client);
    await schedules.ensure('left', NIGHTLY);
    const updates = countUpdates();

    await schedules.ensure('left', NIGHTLY);

    expect(updates()).toBe(0);
  });

  it.each([
    ['another time', { ...NIGHTLY, expression: 'rate(1 day)' }, SETTINGS],
    ['another time zone', { ...NIGHTLY, timezone: 'UTC' }, SETTINGS],
    ['another role', NIGHTLY, { ...SETTINGS, roleArn: `${SETTINGS.roleArn}-2` }],
  ])('is changed where it has %s', async (_, schedule, settings) => {
    await eventBridgeSchedules(SETTINGS, client).ensure('changed', NIGHTLY);

    await eventBridgeSchedules(settings, client).ensure('changed', schedule);

    expect(await found('changed')).toMatchObject({ ScheduleExpression: schedule.expression, ScheduleExpressionTimezone: schedule.timezone });
    expect((await found('changed')).Target?.RoleArn).toBe(settings.roleArn);
  });

  it('is made once where two make it at the same moment', async () => {
    const schedules = eventBridgeSchedules(SETTINGS, client);

    await Promise.all([schedules.ensure('twice', NIGHTLY), schedules.ensure('twice', NIGHTLY)]);

    expect(await found('twice')).toMatchObject({ ScheduleExpression: NIGHTLY.expression });
  });

  it('is removed, also where it is gone already', async () => {
    const schedules = eventBridgeSchedules(SETTINGS, client);
    await schedules.ensure('gone', NIGHTLY);

    await schedules.remove('gone');
    await schedules.remove('gone');

    await expect(found('gone')).rejects.toMatchObject({ name: 'ResourceNotFoundException' });
  });
});

function countUpdates(): () => number {
  let count = 0;
  client.middlewareStack.add(
    (next, { commandName }) =>
      (args) => {
        if (commandName === UpdateScheduleCommand.name) count += 1;
        return next(args);
      },
    { step: 'initialize', name: 'countUpdates', override: true },
  );
  return () => count;
}
