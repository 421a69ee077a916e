import { CreateTableCommand, UpdateContinuousBackupsCommand } from '@aws-sdk/client-dynamodb';
import { z } from 'zod';
import { boolean, kind } from './resource-kind.ts';
import { unlessThere } from './unless-there.ts';

const Table = z.strictObject({
  TableName: z.string(),
  BillingMode: z.literal('PAY_PER_REQUEST'),
  AttributeDefinitions: z.array(z.strictObject({ AttributeName: z.string(), AttributeType: z.enum(['S', 'N', 'B']) })),
  KeySchema: z.array(z.strictObject({ AttributeName: z.string(), KeyType: z.enum(['HASH', 'RANGE']) })),
  PointInTimeRecoverySpecification: z.strictObject({ PointInTimeRecoveryEnabled: boolean }).optional(),
  SSESpecification: z.strictObject({ SSEEnabled: boolean }).optional(),
  DeletionProtectionEnabled: boolean.optional(),
});

/** Keys and the protection against deletion act; backups and encryption can be read back only. */
export const table = kind({
  type: 'AWS::DynamoDB::Table',
  properties: Table,
  recorded: ['PointInTimeRecoverySpecification', 'SSESpecification', 'BillingMode'],
  async create({ PointInTimeRecoverySpecification, SSESpecification, ...definition }, { aws, settings }) {
    const sse = SSESpecification === undefined ? {} : { SSESpecification: { Enabled: SSESpecification.SSEEnabled } };
    await unlessThere(aws.dynamodb.send(new CreateTableCommand({ ...definition, ...sse })));
    if (PointInTimeRecoverySpecification)
      await aws.dynamodb.send(new UpdateContinuousBackupsCommand({ TableName: definition.TableName, PointInTimeRecoverySpecification }));
    const Arn = `arn:aws:dynamodb:${settings.region}:${settings.account}:table/${definition.TableName}`;
    return { ref: definition.TableName, attributes: { Arn } };
  },
});
