import { SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import type { CloudSettings, Credentials } from '../plane.ts';

export type QueueMessage = {
  readonly queueArn: string;
  readonly body: string;
  /** String attributes of the message. */
  readonly attributes?: Readonly<Record<string, string>>;
  readonly credentials: Credentials;
};

export type SendToQueue = (message: QueueMessage) => Promise<void>;

/** Sends through the gateway, so that the sender's policies count and the message lies in the queue that everyone reads. */
export function queueSender({ endpoint, region, account }: Pick<CloudSettings, 'endpoint' | 'region' | 'account'>): SendToQueue {
  return async ({ queueArn, body, attributes = {}, credentials }) => {
    const client = new SQSClient({ endpoint, region, credentials });
    const QueueUrl = `${endpoint}/${account}/${queueArn.split(':').at(-1)}`;
    const MessageAttributes = Object.fromEntries(Object.entries(attributes).map(([name, StringValue]) => [name, { DataType: 'String', StringValue }]));
    await client.send(new SendMessageCommand({ QueueUrl, MessageBody: body, MessageAttributes })).finally(() => client.destroy());
  };
}
