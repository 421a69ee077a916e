import { CreateScheduleCommand, CreateScheduleGroupCommand, GetScheduleCommand, ListTagsForResourceCommand, SchedulerClient } from '@aws-sdk/client-scheduler';
import { CreateQueueCommand, ReceiveMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { AwsService } from '../../../local/plane.ts';
import { provision } from '../../../local/provision/provision.ts';
import { createScheduler, type Scheduler } from '../../../local/scheduler/scheduler.ts';
import { rememberingPlanes } from '../provision/remembering-planes.ts';
import { account, type GatewayWorld, region, root, startGatewayWorld } from './gateway-world.ts';

const roleArn = `arn:aws:iam::${account}:role/runs-schedules`;
const queueArn = `arn:aws:sqs:${region}:${account}:runs`;
const scheduleArn = (name: string) => `arn:aws:scheduler:${region}:${account}:schedule/default/${name}`;
const target = { Arn: queueArn, RoleArn: roleArn, Input: 'it is <aws.scheduler.scheduled-time>' };
const yearly = { ScheduleExpression: 'cron(0 0 1 1 ? *)', FlexibleTimeWindow: { Mode: 'OFF' }, Target: target } as const;

let world: GatewayWorld;
let scheduler: Scheduler;
let client: SchedulerClient;
beforeAll(async () => {
  const service: AwsService = { service: 'scheduler', owns: () => true, call: (call) => scheduler.call(call) };
  world = await startGatewayWorld([service]);
  scheduler = createScheduler({
    settings: { account, region, endpoint: world.endpoint },
    permissions: world.permissions,
    lambda: { invokeAsync: async () => ({ requestId: 'request' }) },
    publish: () => undefined,
  });
  world.permissions.defineRole({
    arn: roleArn,
    trust: { Statement: [{ Effect: 'Allow', Principal: { Service: 'scheduler.amazonaws.com' }, Action: 'sts:AssumeRole' }] },
    policies: [{ name: 'main', document: { Statement: [{ Effect: 'Allow', Action: 'sqs:SendMessage', Resource: queueArn }] } }],
  });
  client = new SchedulerClient(world.client());
});
afterAll(async () => {
  scheduler.close();
  await world.close();
});

describe('the SDK for JavaScript', () => {
  it('makes a schedule, whose target gets its input in the role of the schedule', async () => {
    const sqs = new SQSClient(world.client());
    const { QueueUrl } = await sqs.send(new CreateQueueCommand({ QueueName: 'runs' }));

    await client.send(
      new CreateScheduleCommand({ ...yearly, Name: 'at-once', ScheduleExpression: 'rate(365 days)', EndDate: new Date(Date.now() + 86_400_000) }),
    );

    const { Messages } = await sqs.send(new ReceiveMessageCommand({ QueueUrl, WaitTimeSeconds: 10 }));
    const found = await client.send(new GetScheduleCommand({ Name: 'at-once' }));
    expect(Messages?.[0]?.Body).toMatch(/^it is \d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/);
    expect(found).toMatchObject({ Arn: scheduleArn('at-once'), EndDate: expect.any(Date), CreationDate: expect.any(Date), State: 'ENABLED' });
  });

  it('tags a group by its ARN', async () => {
    const { ScheduleGroupArn } = await client.send(new CreateScheduleGroupCommand({ Name: 'churn', Tags: [{ Key: 'team', Value: 'ml' }] }));

    expect(await client.send(new ListTagsForResourceCommand({ ResourceArn: ScheduleGroupArn }))).toMatchObject({ Tags: [{ Key: 'team', Value: 'ml' }] });
  });

  it('needs permission to the schedule, and to pass the role', async () => {
    const statement = { Effect: 'Allow', Action: 'scheduler:CreateSchedule', Resource: scheduleArn('nacre-*') };
    const pass = {
      Effect: 'Allow',
      Action: 'iam:PassRole',
      Resource: roleArn,
      Condition: { StringEquals: { 'iam:PassedToService': 'scheduler.amazonaws.com' } },
    };
    const without = new SchedulerClient(world.client(world.role('without', statement)));
    const having = new SchedulerClient(world.client(world.role('having', statement, pass)));

    await having.send(new CreateScheduleCommand({ ...yearly, Name: 'nacre-churn' }));

    await expect(having.send(new CreateScheduleCommand({ ...yearly, Name: 'other' }))).rejects.toMatchObject({ name: 'AccessDeniedException' });
    await expect(without.send(new CreateScheduleCommand({ ...yearly, Name: 'nacre-2' }))).rejects.toThrow('iam:PassRole');
  });
});

describe('boto3', () => {
  it('makes, lists, changes and deletes, and hears of every mistake', async () => {
    const told = await world.python(`
scheduler = client("scheduler")
schedule = dict(Name="by-boto3", ScheduleExpression="at(2099-01-01T00:00:00)", FlexibleTimeWindow={"Mode": "OFF"}, Target={"Arn": "${queueArn}", "RoleArn": "${roleArn}"})
arn = scheduler.create_schedule(**schedule)["ScheduleArn"]
taken = refusal(scheduler.create_schedule, **schedule)
scheduler.update_schedule(**{**schedule, "State": "DISABLED"})
listed = [[one["Name"], one["State"]] for one in scheduler.list_schedules(NamePrefix="by-")["Schedules"]]
scheduler.delete_schedule(Name="by-boto3")
print(json.dumps([arn, taken, listed, refusal(scheduler.get_schedule, Name="by-boto3"), refusal(scheduler.create_schedule, **{**schedule, "Name": "no spaces"})["code"]]))
`);

    expect(told).toEqual([
      scheduleArn('by-boto3'),
      { code: 'ConflictException', message: 'Schedule by-boto3 already exists.', status: 409 },
      [['by-boto3', 'DISABLED']],
      { code: 'ResourceNotFoundException', message: 'Schedule by-boto3 does not exist.', status: 404 },
      'ValidationException',
    ]);
  });
});

it('the AWS CLI lists groups', async () => {
  const { stdout } = await world.aws(['scheduler', 'list-schedule-groups', '--query', 'ScheduleGroups[0].Name', '--output', 'text']);

  expect(stdout.trim()).toBe('default');
});

describe('the provisioner', () => {
  const apply = (changes: object) => {
    const properties = { ...yearly, Name: 'nacre-dev-nightly', GroupName: { Ref: 'Group' }, ...changes };
    const template = {
      Resources: {
        Nightly: { Type: 'AWS::Scheduler::Schedule', Properties: properties },
        Group: { Type: 'AWS::Scheduler::ScheduleGroup', Properties: { Name: 'nacre-dev' } },
      },
      Outputs: { Arn: { Value: { 'Fn::GetAtt': ['Nightly', 'Arn'] } } },
    };
    const settings = { port: 0, region, account, stage: 'dev', endpoint: world.endpoint, folder: '', root };
    return provision(template, { settings, parameters: {}, packageFolder: '', planes: rememberingPlanes(world.permissions).planes });
  };

  it('makes schedules and groups of the template, and changes them when it is applied again', async () => {
    await apply({});

    const { outputs } = await apply({ ScheduleExpression: 'cron(0 3 * * ? *)', ScheduleExpressionTimezone: 'Europe/Dublin' });

    expect(outputs).toEqual({ Arn: `arn:aws:scheduler:${region}:${account}:schedule/nacre-dev/nacre-dev-nightly` });
    expect(await client.send(new GetScheduleCommand({ Name: 'nacre-dev-nightly', GroupName: 'nacre-dev' }))).toMatchObject({
      ScheduleExpression: 'cron(0 3 * * ? *)',
      ScheduleExpressionTimezone: 'Europe/Dublin',
    });
  });

  it('refuses a property that it does not know', async () => {
    await expect(apply({ KmsKeyArn: 'arn:key' })).rejects.toMatchObject({ name: 'UnknownPropertyError', properties: ['KmsKeyArn'] });
  });
});
