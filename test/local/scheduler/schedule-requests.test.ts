import { describe, expect, it } from '@jest/globals';
import { createPermissions } from '../../../local/iam/permissions.ts';
import type { Facts } from '../../../local/plane.ts';
import { functionArn, nightly, schedulerWorld, target } from './scheduler-world.ts';

const begin = Date.parse('2026-11-22T10:00:00Z') / 1000;

describe('CreateSchedule', () => {
  it.each<[Facts, string]>([
    [{ ScheduleExpression: 'rate(1 minutes)' }, 'write rate(1 minute)'],
    [{ ScheduleExpression: 'cron(0 10 * * *)' }, 'cron needs six fields'],
    [{ ScheduleExpressionTimezone: 'Mars/Olympus' }, 'Invalid ScheduleExpressionTimezone Mars/Olympus'],
    [{ StartDate: begin - 301 }, 'The StartDate you specify cannot be earlier than 5 minutes ago.'],
    [{ EndDate: begin }, 'The EndDate you specify must come after the current time.'],
    [{ StartDate: begin + 60, EndDate: begin + 60 }, 'The EndDate you specify must come after the StartDate.'],
    [{ FlexibleTimeWindow: { Mode: 'FLEXIBLE' } }, 'MaximumWindowInMinutes must be provided'],
    [{ FlexibleTimeWindow: { Mode: 'OFF', MaximumWindowInMinutes: 5 } }, 'MaximumWindowInMinutes must not be provided'],
    [{ KmsKeyArn: 'arn:key' }, 'leave KmsKeyArn out'],
    [{ Target: { ...target, Arn: 'arn:aws:states:eu-west-1:123456789012:stateMachine:m' } }, 'reach Lambda functions, SQS queues and the default event bus'],
    [{ Target: { ...target, Input: 'no JSON' } }, 'a function takes well-formed JSON'],
    [{ Target: { ...target, EventBridgeParameters: { Source: 's', DetailType: 'd' } } }, 'EventBridgeParameters must be provided for an event bus'],
  ])('is refused: %j', async (changes, reason) => {
    await expect(schedulerWorld().schedule(changes)).rejects.toMatchObject({ code: 'ValidationException', message: expect.stringContaining(reason) });
  });

  it('wants a role that trusts the scheduler', async () => {
    const permissions = createPermissions({ account: '123456789012', region: 'eu-west-1' });
    const trust = { Statement: [{ Effect: 'Allow', Principal: { Service: 'lambda.amazonaws.com' }, Action: 'sts:AssumeRole' }] };
    permissions.defineRole({ arn: target.RoleArn, trust, policies: [] });
    const world = schedulerWorld({ permissions });

    await expect(world.schedule()).rejects.toThrow('The execution role you provide must allow AWS EventBridge Scheduler to assume the role.');
  });

  it('takes the same call twice by its token, and no other under the same name', async () => {
    const world = schedulerWorld();
    const first = await world.schedule({ ClientToken: 'one' });

    expect(await world.schedule({ ClientToken: 'one' })).toEqual(first);
    await expect(world.schedule({ ClientToken: 'one', Description: 'other' })).rejects.toMatchObject({ code: 'ConflictException', status: 409 });
    await expect(world.schedule({ ClientToken: 'two' })).rejects.toThrow('Schedule nightly already exists.');
    await expect(world.schedule({ GroupName: 'nowhere' })).rejects.toThrow('Schedule group nowhere does not exist.');
  });
});

describe('a group', () => {
  it('keeps names apart, and takes its schedules with it when it is deleted', async () => {
    const world = schedulerWorld();
    await world.ask('CreateScheduleGroup', { Name: 'churn' });
    await world.schedule();
    await world.schedule({ GroupName: 'churn' });

    const inGroup = await world.ask('ListSchedules', { GroupName: 'churn' });
    await world.ask('DeleteScheduleGroup', { Name: 'churn' });

    expect(inGroup['Schedules']).toMatchObject([
      { Arn: 'arn:aws:scheduler:eu-west-1:123456789012:schedule/churn/nightly', GroupName: 'churn', State: 'ENABLED', Target: { Arn: functionArn } },
    ]);
    expect((await world.ask('ListSchedules'))['Schedules']).toHaveLength(1);
    await expect(world.ask('ListSchedules', { GroupName: 'churn' })).rejects.toMatchObject({ code: 'ResourceNotFoundException' });
  });

  it('called default is always there', async () => {
    const world = schedulerWorld();

    expect((await world.ask('ListScheduleGroups'))['ScheduleGroups']).toMatchObject([{ Name: 'default', State: 'ACTIVE' }]);
    await expect(world.ask('DeleteScheduleGroup', { Name: 'default' })).rejects.toThrow('The default schedule group cannot be deleted.');
    await expect(world.ask('CreateScheduleGroup', { Name: 'default' })).rejects.toMatchObject({ code: 'ConflictException' });
  });

  it('carries tags', async () => {
    const world = schedulerWorld();
    const { ScheduleGroupArn: ResourceArn } = await world.ask('CreateScheduleGroup', { Name: 'churn', Tags: [{ Key: 'team', Value: 'ml' }] });
    await world.ask('TagResource', { ResourceArn, Tags: [{ Key: 'stage', Value: 'dev' }] });

    await world.ask('UntagResource', { ResourceArn, TagKeys: ['team'] });

    expect(await world.ask('ListTagsForResource', { ResourceArn })).toEqual({ Tags: [{ Key: 'stage', Value: 'dev' }] });
  });
});

it('lists by prefix and state, page by page', async () => {
  const world = schedulerWorld();
  for (const Name of ['a-1', 'a-2', 'b-1']) await world.schedule({ Name });
  await world.ask('UpdateSchedule', { ...nightly, Name: 'b-1', State: 'DISABLED' });

  const first = await world.ask('ListSchedules', { NamePrefix: 'a-', MaxResults: 1 });
  const second = await world.ask('ListSchedules', { NamePrefix: 'a-', MaxResults: 1, NextToken: first['NextToken'] });

  expect([first, second]).toMatchObject([{ Schedules: [{ Name: 'a-1' }] }, { Schedules: [{ Name: 'a-2' }] }]);
  expect(second['NextToken']).toBeUndefined();
  expect((await world.ask('ListSchedules', { State: 'DISABLED' }))['Schedules']).toMatchObject([{ Name: 'b-1' }]);
});
