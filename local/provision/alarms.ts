import { PutMetricAlarmCommand } from '@aws-sdk/client-cloudwatch';
import { z } from 'zod';
import { boolean, kind, number } from './resource-kind.ts';

const Dimensions = z.array(z.strictObject({ Name: z.string(), Value: z.string() }));
const Threshold = z.union([
  z.number(),
  z
    .string()
    .regex(/^-?\d+(\.\d+)?$/)
    .transform(Number),
]);
const MetricStat = z.strictObject({
  Metric: z.strictObject({ Namespace: z.string(), MetricName: z.string(), Dimensions: Dimensions.optional() }),
  Period: number,
  Stat: z.string(),
});

const Alarm = z.strictObject({
  AlarmName: z.string(),
  AlarmDescription: z.string().optional(),
  ActionsEnabled: boolean.optional(),
  AlarmActions: z.array(z.string()).optional(),
  OKActions: z.array(z.string()).optional(),
  InsufficientDataActions: z.array(z.string()).optional(),
  Namespace: z.string().optional(),
  MetricName: z.string().optional(),
  Dimensions: Dimensions.optional(),
  Statistic: z.enum(['SampleCount', 'Average', 'Sum', 'Minimum', 'Maximum']).optional(),
  ExtendedStatistic: z.string().optional(),
  Period: number.optional(),
  Metrics: z.tuple([z.strictObject({ Id: z.string(), MetricStat, ReturnData: boolean.optional() })]).optional(),
  EvaluationPeriods: number,
  DatapointsToAlarm: number.optional(),
  Threshold,
  ComparisonOperator: z.literal(['GreaterThanOrEqualToThreshold', 'GreaterThanThreshold', 'LessThanThreshold', 'LessThanOrEqualToThreshold']),
  TreatMissingData: z.enum(['missing', 'ignore', 'breaching', 'notBreaching']).optional(),
  Tags: z.array(z.strictObject({ Key: z.string(), Value: z.string() })).optional(),
});

/** Made by the call that everyone makes an alarm by, so that the same rules hold and the same evaluator watches it. */
export const alarm = kind({
  type: 'AWS::CloudWatch::Alarm',
  properties: Alarm,
  async create(properties, { aws, settings: { account, region } }) {
    await aws.cloudwatch.send(new PutMetricAlarmCommand(properties));
    const { AlarmName } = properties;
    return { ref: AlarmName, attributes: { Arn: `arn:aws:cloudwatch:${region}:${account}:alarm:${AlarmName}` } };
  },
});
