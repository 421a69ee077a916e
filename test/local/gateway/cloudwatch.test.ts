import {
  CloudWatchClient,
  DescribeAlarmsCommand,
  GetMetricDataCommand,
  GetMetricStatisticsCommand,
  ListMetricsCommand,
  PutMetricAlarmCommand,
  type PutMetricAlarmCommandInput,
  PutMetricDataCommand,
} from '@aws-sdk/client-cloudwatch';
import { CreateQueueCommand, ReceiveMessageCommand, SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { SmithyRpcV2CborProtocol } from '@smithy/core/cbor';
import { systemClock } from '../../../local/clock.ts';
import { type CloudWatch, createCloudWatch } from '../../../local/cloudwatch/cloudwatch.ts';
import { createQueueDepths, type QueueDepths } from '../../../local/cloudwatch/queue-depths.ts';
import { fakePermissions } from '../lambda/lambda-world.ts';
import { cloudWatchStory, inQuery } from './cloudwatch-story.ts';
import { account, type GatewayWorld, region, startGatewayWorld } from './gateway-world.ts';

let world: GatewayWorld;
let plane: CloudWatch;
let depths: QueueDepths;
let client: CloudWatchClient;
beforeAll(async () => {
  plane = createCloudWatch({
    settings: { account, region },
    permissions: fakePermissions([]),
    lambda: { invokeAsync: async () => ({ requestId: 'request' }) },
    publish: () => undefined,
  });
  depths = createQueueDepths({ clock: systemClock, count: plane.count });
  world = await startGatewayWorld([plane], depths);
  client = new CloudWatchClient(world.client());
});
afterAll(async () => {
  depths.close();
  plane.close();
  await world.close();
});

const alarm: Omit<PutMetricAlarmCommandInput, 'AlarmName'> = {
  Namespace: 'MLOps',
  MetricName: 'DriftedShare',
  Dimensions: [{ Name: 'Model', Value: 'churn' }],
  Statistic: 'Maximum',
  Period: 60,
  EvaluationPeriods: 1,
  Threshold: 1,
  ComparisonOperator: 'GreaterThanOrEqualToThreshold',
  TreatMissingData: 'notBreaching',
};
const alarmArn = (name: string) => `arn:aws:cloudwatch:${region}:${account}:alarm:${name}`;

describe.each([
  ['json', ''],
  ['query', inQuery],
])('boto3, speaking %s', (protocol, prelude) => {
  it('puts and reads metrics and alarms', async () => {
    const name = `By/${protocol}`;

    const told = await world.python(`${prelude}\nNAME = "${name}"\n${cloudWatchStory}`);

    const dimensions = [{ Name: 'Job', Value: 'a & b' }];
    expect(told).toEqual({
      protocol,
      alarm: [name, 'ALARM', 2.25, false, dimensions, true],
      values: [15],
      dated: true,
      points: [[6, 2.5]],
      tags: [{ Key: 'team', Value: 'ml' }],
      metrics: [{ Namespace: name, MetricName: 'rmse', Dimensions: dimensions }],
      unknown: 'ResourceNotFound',
      foreign: {
        code: 'InvalidParameterValue',
        message: 'The value AWS/Lambda for parameter Namespace is invalid: namespaces that begin with AWS/ belong to AWS.',
        status: 400,
      },
    });
  });
});

describe.each([
  ['json', {}],
  ['cbor', { protocol: SmithyRpcV2CborProtocol }],
])('the SDK for JavaScript, speaking %s', (protocol, settings) => {
  const client = () => new CloudWatchClient({ ...world.client(), ...settings });
  const name = `by-${protocol}`;

  it('puts a figure, and sees the alarm on it and the figure as what they are', async () => {
    const Timestamp = new Date();
    await client().send(new PutMetricAlarmCommand({ AlarmName: name, ...alarm, MetricName: name }));

    await client().send(
      new PutMetricDataCommand({ Namespace: 'MLOps', MetricData: [{ MetricName: name, Dimensions: alarm.Dimensions, Value: 1, Timestamp }] }),
    );

    const { MetricAlarms } = await client().send(new DescribeAlarmsCommand({ AlarmNamePrefix: name }));
    const { Datapoints } = await client().send(
      new GetMetricStatisticsCommand({
        ...{ Namespace: 'MLOps', MetricName: name, Dimensions: alarm.Dimensions, Period: 60, ExtendedStatistics: ['p90'] },
        ...{ StartTime: new Date(Timestamp.getTime() - 60_000), EndTime: new Date(Timestamp.getTime() + 60_000) },
      }),
    );
    expect(MetricAlarms).toMatchObject([
      { AlarmName: name, AlarmArn: alarmArn(name), StateValue: 'ALARM', Threshold: 1, AlarmConfigurationUpdatedTimestamp: expect.any(Date) },
    ]);
    expect(Datapoints).toEqual([{ Timestamp: expect.any(Date), Unit: 'None', ExtendedStatistics: { p90: 1 } }]);
  });

  it('hears the mistakes in its own classes', async () => {
    const range = { StartTime: new Date(0), EndTime: new Date() };
    const math = new GetMetricDataCommand({ ...range, MetricDataQueries: [{ Id: 'e1', Expression: 'm1 * 2' }] });

    await expect(client().send(new PutMetricAlarmCommand({ AlarmName: 'x'.repeat(256), ...alarm }))).rejects.toMatchObject({
      name: 'ValidationException',
      message: expect.stringContaining("at 'alarmName' failed to satisfy constraint: Member must have length less than or equal to 255"),
    });
    await expect(client().send(math)).rejects.toThrow('metric math is not part of the laptop cloud');
    await expect(client().send(new PutMetricDataCommand({ Namespace: 'MLOps', MetricData: [{ MetricName: 'm', Value: Number.NaN }] }))).rejects.toThrow(
      'The value NaN for parameter MetricData.member.1.Value is invalid',
    );
  });

  it('makes alarms only with permission to that alarm', async () => {
    const statement = { Effect: 'Allow', Action: ['cloudwatch:PutMetricAlarm', 'cloudwatch:DescribeAlarms'], Resource: alarmArn('nacre-*') };
    const confined = new CloudWatchClient(world.client(world.role('alarms', statement)));

    await confined.send(new PutMetricAlarmCommand({ AlarmName: 'nacre-drift', ...alarm }));

    await expect(confined.send(new PutMetricAlarmCommand({ AlarmName: 'other', ...alarm }))).rejects.toMatchObject({ name: 'AccessDeniedException' });
    await expect(confined.send(new DescribeAlarmsCommand({}))).rejects.toThrow(`cloudwatch:DescribeAlarms on resource: ${alarmArn('*')}`);
  });
});

describe('a training job', () => {
  it("publishes its figures with the job's role, into its own namespace only", async () => {
    const Condition = { StringEquals: { 'cloudwatch:namespace': '/aws/sagemaker/TrainingJobs' } };
    const role = world.role('training-job', { Effect: 'Allow', Action: 'cloudwatch:PutMetricData', Resource: '*', Condition });
    const job = new CloudWatchClient(world.client(role));
    const put = (Namespace: string) => job.send(new PutMetricDataCommand({ Namespace, MetricData: [{ MetricName: 'rmse', Value: 2.1 }] }));

    await put('/aws/sagemaker/TrainingJobs');

    await expect(put('MLOps')).rejects.toMatchObject({ name: 'AccessDeniedException' });
    expect(await client.send(new ListMetricsCommand({ Namespace: '/aws/sagemaker/TrainingJobs' }))).toMatchObject({ Metrics: [{ MetricName: 'rmse' }] });
  });
});

describe('the AWS CLI', () => {
  it('lists the alarms of a state', async () => {
    await client.send(new PutMetricAlarmCommand({ AlarmName: 'waiting', ...alarm, MetricName: 'Nothing' }));

    const { stdout } = await world.aws([
      'cloudwatch',
      'describe-alarms',
      '--alarm-names',
      'waiting',
      '--query',
      'MetricAlarms[].StateValue',
      '--output',
      'text',
    ]);

    expect(stdout.trim()).toBe('INSUFFICIENT_DATA');
  });
});

describe('SQS', () => {
  it('publishes how many messages a queue shows, whenever that changes', async () => {
    const sqs = new SQSClient(world.client());
    const { QueueUrl } = await sqs.send(new CreateQueueCommand({ QueueName: 'failed-events' }));
    await sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: 'lost' }));
    await sqs.send(new ReceiveMessageCommand({ QueueUrl }));

    const { Metrics } = await client.send(new ListMetricsCommand({ Namespace: 'AWS/SQS' }));
    const { Datapoints } = await client.send(
      new GetMetricStatisticsCommand({
        ...{ Namespace: 'AWS/SQS', MetricName: 'ApproximateNumberOfMessagesVisible', Dimensions: [{ Name: 'QueueName', Value: 'failed-events' }] },
        ...{ Period: 7200, Statistics: ['Maximum', 'Minimum'], StartTime: new Date(Date.now() - 3_600_000), EndTime: new Date(Date.now() + 3_600_000) },
      }),
    );

    expect(Metrics).toHaveLength(1);
    expect(Datapoints).toMatchObject([{ Maximum: 1, Minimum: 0, Unit: 'Count' }]);
  });
});
