import { CloudWatchClient, DescribeAlarmsCommand } from '@aws-sdk/client-cloudwatch';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { type CloudWatch, createCloudWatch } from '../../../local/cloudwatch/cloudwatch.ts';
import type { Facts } from '../../../local/plane.ts';
import { provision } from '../../../local/provision/provision.ts';
import { account, type GatewayWorld, region, root, startGatewayWorld } from '../gateway/gateway-world.ts';
import { fakePermissions } from '../lambda/lambda-world.ts';
import { rememberingPlanes } from './remembering-planes.ts';

let world: GatewayWorld;
let cloudwatch: CloudWatch;
beforeAll(async () => {
  cloudwatch = createCloudWatch({
    ...{ settings: { account, region }, permissions: fakePermissions([]), publish: () => undefined },
    lambda: { invokeAsync: async () => ({ requestId: 'request' }) },
  });
  world = await startGatewayWorld([cloudwatch]);
});
afterAll(async () => {
  cloudwatch.close();
  await world.close();
});

const apply = (properties: Facts) =>
  provision(
    { Resources: { Lost: { Type: 'AWS::CloudWatch::Alarm', Properties: properties } }, Outputs: { Arn: { Value: { 'Fn::GetAtt': ['Lost', 'Arn'] } } } },
    {
      settings: { port: 0, region, account, stage: 'dev', endpoint: world.endpoint, folder: '', root },
      ...{ parameters: {}, packageFolder: '', planes: rememberingPlanes(world.permissions).planes },
    },
  );

const lostEvents = {
  AlarmName: 'nacre-dev-lost-events',
  Namespace: 'AWS/SQS',
  MetricName: 'ApproximateNumberOfMessagesVisible',
  Dimensions: [{ Name: 'QueueName', Value: 'nacre-dev-failed-events' }],
  Statistic: 'Maximum',
  Period: '60',
  EvaluationPeriods: 1,
  Threshold: 0,
  ComparisonOperator: 'GreaterThanThreshold',
  TreatMissingData: 'notBreaching',
};

it('makes an alarm of the template, and again when it is applied again', async () => {
  await apply(lostEvents);

  const { outputs } = await apply({ ...lostEvents, Threshold: '2.5' });

  const { MetricAlarms } = await new CloudWatchClient(world.client()).send(new DescribeAlarmsCommand({}));
  expect(outputs).toEqual({ Arn: `arn:aws:cloudwatch:${region}:${account}:alarm:nacre-dev-lost-events` });
  expect(MetricAlarms).toMatchObject([{ AlarmName: 'nacre-dev-lost-events', Period: 60, Threshold: 2.5, StateValue: 'INSUFFICIENT_DATA' }]);
});

it('refuses a property that it does not know, and what the service refuses', async () => {
  await expect(apply({ ...lostEvents, ThresholdMetricId: 'ad1' })).rejects.toMatchObject({ name: 'UnknownPropertyError', properties: ['ThresholdMetricId'] });
  await expect(apply({ ...lostEvents, Period: 45 })).rejects.toThrow('Period must be 10, 20, 30 or a multiple of 60');
});
