import { expect, it } from '@jest/globals';
import { KNOWN_TO_SERVICE } from '../../../local/iam/needs/need.ts';
import { needsOf } from '../../../local/iam/needs/needs-of.ts';
import { needsOfS3 } from '../../../local/iam/needs/s3.ts';
import type { Facts } from '../../../local/plane.ts';

const place = { account: '123456789012', region: 'eu-west-1' };
const here = 'eu-west-1:123456789012';

it.each<[string, string, Facts, readonly string[]]>([
  ['sagemaker', 'DescribeTrainingJob', { TrainingJobName: 'one' }, [`sagemaker:DescribeTrainingJob on arn:aws:sagemaker:${here}:training-job/one`]],
  ['sagemaker', 'ListTags', { ResourceArn: 'arn:aws:sagemaker:x' }, ['sagemaker:ListTags on arn:aws:sagemaker:x']],
  [
    'sagemaker',
    'CreateModelPackage',
    { ModelPackageGroupName: 'g' },
    [
      `sagemaker:CreateModelPackage on arn:aws:sagemaker:${here}:model-package-group/g`,
      `sagemaker:CreateModelPackage on arn:aws:sagemaker:${here}:model-package/g/*`,
    ],
  ],
  ['states', 'StartExecution', { stateMachineArn: 'arn:m' }, ['states:StartExecution on arn:m']],
  ['states', 'SendTaskSuccess', { taskToken: 't' }, [`states:SendTaskSuccess on ${KNOWN_TO_SERVICE}`]],
  ['lambda', 'Invoke', { FunctionName: 'f', Qualifier: 'live' }, [`lambda:InvokeFunction on arn:aws:lambda:${here}:function:f:live`]],
  ['events', 'PutEvents', { Entries: [{ Source: 's', DetailType: 'd' }] }, [`events:PutEvents on arn:aws:events:${here}:event-bus/default`]],
  ['logs', 'PutLogEvents', { logGroupName: '/g', logStreamName: 's' }, [`logs:PutLogEvents on arn:aws:logs:${here}:log-group:/g:log-stream:s`]],
  ['logs', 'DescribeLogStreams', { logGroupName: '/g' }, [`logs:DescribeLogStreams on arn:aws:logs:${here}:log-group:/g:log-stream:`]],
  ['ecr', 'DescribeImages', { repositoryName: 'nacre/training' }, [`ecr:DescribeImages on arn:aws:ecr:${here}:repository/nacre/training`]],
  ['sqs', 'SendMessage', { QueueUrl: 'http://127.0.0.1:4566/123456789012/dead' }, [`sqs:SendMessage on arn:aws:sqs:${here}:dead`]],
  ['kms', 'Decrypt', { KeyId: 'k' }, [`kms:Decrypt on arn:aws:kms:${here}:key/k`]],
  ['monitoring', 'PutMetricData', { Namespace: 'n' }, ['cloudwatch:PutMetricData on *']],
  ['monitoring', 'GetMetricData', {}, ['cloudwatch:GetMetricData on *']],
  ['monitoring', 'DescribeAlarms', { AlarmNames: ['a'] }, [`cloudwatch:DescribeAlarms on arn:aws:cloudwatch:${here}:alarm:*`]],
  ['monitoring', 'SetAlarmState', { AlarmName: 'a' }, [`cloudwatch:SetAlarmState on arn:aws:cloudwatch:${here}:alarm:a`]],
  ['monitoring', 'ListTagsForResource', { ResourceARN: 'arn:alarm' }, ['cloudwatch:ListTagsForResource on arn:alarm']],
  [
    'monitoring',
    'DeleteAlarms',
    { AlarmNames: ['a', 'b'] },
    [`cloudwatch:DeleteAlarms on arn:aws:cloudwatch:${here}:alarm:a`, `cloudwatch:DeleteAlarms on arn:aws:cloudwatch:${here}:alarm:b`],
  ],
  [
    'monitoring',
    'PutMetricAlarm',
    { AlarmName: 'a', Tags: [{ Key: 'k', Value: 'v' }] },
    [`cloudwatch:PutMetricAlarm on arn:aws:cloudwatch:${here}:alarm:a`, `cloudwatch:TagResource on arn:aws:cloudwatch:${here}:alarm:a`],
  ],
  [
    'scheduler',
    'CreateSchedule',
    { Name: 'n', Target: { RoleArn: 'arn:role' } },
    [`scheduler:CreateSchedule on arn:aws:scheduler:${here}:schedule/default/n`, 'iam:PassRole on arn:role'],
  ],
  ['scheduler', 'DeleteSchedule', { Name: 'n', GroupName: 'g' }, [`scheduler:DeleteSchedule on arn:aws:scheduler:${here}:schedule/g/n`]],
  ['scheduler', 'ListSchedules', { NamePrefix: 'n' }, ['scheduler:ListSchedules on *']],
  ['scheduler', 'TagResource', { ResourceArn: 'arn:group', Tags: [{ Key: 'k', Value: 'v' }] }, ['scheduler:TagResource on arn:group']],
  [
    'scheduler',
    'CreateScheduleGroup',
    { Name: 'g', Tags: [{ Key: 'k', Value: 'v' }] },
    [`scheduler:CreateScheduleGroup on arn:aws:scheduler:${here}:schedule-group/g`, `scheduler:TagResource on arn:aws:scheduler:${here}:schedule-group/g`],
  ],
  ['dynamodb', 'Query', { TableName: 't', IndexName: 'i' }, [`dynamodb:Query on arn:aws:dynamodb:${here}:table/t/index/i`]],
  ['ses', 'SendEmail', { Source: 'Nacre <a@b.c>' }, [`ses:SendEmail on arn:aws:ses:${here}:identity/a@b.c`]],
  ['ssm', 'GetParameter', { Name: 'p' }, ['ssm:GetParameter on *']],
  ['sts', 'GetCallerIdentity', {}, []],
])('asks for what IAM asks: %s %s', (service, action, input, needs) => {
  expect(needsOf({ service, action, input }, place).map((need) => `${need.action} on ${need.resource}`)).toEqual(needs);
});

it('asks for every object that a request touches', () => {
  const copy = needsOfS3({ operation: 'CopyObject', bucket: 'b', key: 'to', source: { bucket: 'a', key: 'from', versionId: 'v' }, tagged: true });

  expect(copy.map(({ action, resource }) => `${action} on ${resource}`)).toEqual([
    's3:GetObjectVersion on arn:aws:s3:::a/from',
    's3:PutObject on arn:aws:s3:::b/to',
    's3:PutObjectTagging on arn:aws:s3:::b/to',
  ]);
});
