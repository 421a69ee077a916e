import { CreateQueueCommand, SetQueueAttributesCommand } from '@aws-sdk/client-sqs';
import { z } from 'zod';
import { document } from './policy-document.ts';
import { boolean, kind, number } from './resource-kind.ts';

export const queue = kind({
  type: 'AWS::SQS::Queue',
  properties: z.strictObject({ QueueName: z.string(), MessageRetentionPeriod: number.optional(), SqsManagedSseEnabled: boolean.optional() }),
  recorded: ['MessageRetentionPeriod', 'SqsManagedSseEnabled'],
  async create({ QueueName, ...attributes }, { aws, settings }) {
    const Attributes = Object.fromEntries(Object.entries(attributes).map(([name, value]) => [name, String(value)]));
    const { QueueUrl = '' } = await aws.sqs.send(new CreateQueueCommand({ QueueName, Attributes }));
    return { ref: QueueUrl, attributes: { Arn: `arn:aws:sqs:${settings.region}:${settings.account}:${QueueName}`, QueueName, QueueUrl } };
  },
});

/** Says which service may put what into a queue: the bus asks it before every dead letter. */
export const queuePolicy = kind({
  type: 'AWS::SQS::QueuePolicy',
  properties: z.strictObject({ Queues: z.array(z.string()), PolicyDocument: document }),
  async create({ Queues, PolicyDocument }, { aws, planes, settings }, id) {
    for (const QueueUrl of Queues) {
      planes.permissions.definePolicyOf(`arn:aws:sqs:${settings.region}:${settings.account}:${QueueUrl.split('/').at(-1)}`, PolicyDocument);
      await aws.sqs.send(new SetQueueAttributesCommand({ QueueUrl, Attributes: { Policy: JSON.stringify(PolicyDocument) } }));
    }
    return { ref: id };
  },
});
