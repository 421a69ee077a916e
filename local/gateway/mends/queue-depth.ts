import { z } from 'zod';
import type { QueueDepths } from '../../cloudwatch/queue-depths.ts';
import type { MotoConnection } from '../moto-connection.ts';
import { isSuccess, type Mend } from './mend.ts';

const CHANGES = ['SendMessage', 'SendMessageBatch', 'ReceiveMessage', 'DeleteMessage', 'DeleteMessageBatch', 'ChangeMessageVisibility', 'PurgeQueue'];
const Attributes = z.object({ Attributes: z.object({ ApproximateNumberOfMessages: z.coerce.number() }) });

/** SQS publishes how full its queues are; moto keeps it to itself. */
export function publishQueueDepths(depths: QueueDepths, moto: MotoConnection): Mend {
  return {
    service: 'sqs',
    actions: CHANGES,
    async apply({ input }, { onward }) {
      const outcome = await onward();
      const url = String(input['QueueUrl']);
      if (isSuccess(outcome)) await depths.touched(url.split('/').at(-1) ?? '', () => messagesIn(url, moto));
      return outcome;
    },
  };
}

async function messagesIn(QueueUrl: string, moto: MotoConnection): Promise<number> {
  const body = JSON.stringify({ QueueUrl, AttributeNames: ['ApproximateNumberOfMessages'] });
  const answer = await moto.ask('sqs', { target: 'AmazonSQS.GetQueueAttributes', headers: { 'content-type': 'application/x-amz-json-1.0' }, body });
  return Attributes.parse(JSON.parse(answer.body.toString())).Attributes.ApproximateNumberOfMessages;
}
