import { CreateLogGroupCommand, PutRetentionPolicyCommand } from '@aws-sdk/client-cloudwatch-logs';
import { z } from 'zod';
import { kind, number } from './resource-kind.ts';
import { unlessThere } from './unless-there.ts';

export const logGroup = kind({
  type: 'AWS::Logs::LogGroup',
  properties: z.strictObject({ LogGroupName: z.string(), RetentionInDays: number.optional() }),
  recorded: ['RetentionInDays'],
  async create({ LogGroupName: logGroupName, RetentionInDays: retentionInDays }, { aws, settings: { account, region } }) {
    await unlessThere(aws.logs.send(new CreateLogGroupCommand({ logGroupName })));
    if (retentionInDays !== undefined) await aws.logs.send(new PutRetentionPolicyCommand({ logGroupName, retentionInDays }));
    return { ref: logGroupName, attributes: { Arn: `arn:aws:logs:${region}:${account}:log-group:${logGroupName}:*` } };
  },
});
