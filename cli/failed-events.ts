import {
  ChangeMessageVisibilityCommand,
  DeleteMessageCommand,
  GetQueueUrlCommand,
  type Message,
  QueueDoesNotExist,
  ReceiveMessageCommand,
  SQSClient,
} from '@aws-sdk/client-sqs';
import { CommandError } from './command-error.ts';
import type { Target } from './target.ts';

/** Longer than it takes to read and replay what one look finds; whoever dies meanwhile gives everything back by then. */
const HIDDEN_SECONDS = 120;
const MOST = 1000;

/** The dead-letter queue of a stage, read as a person reads it: what is looked at is hidden for a moment from others and then given back or deleted. */
export class FailedEvents {
  readonly #sqs: SQSClient;
  readonly #url: string;

  private constructor(sqs: SQSClient, url: string) {
    this.#sqs = sqs;
    this.#url = url;
  }

  static async of({ clients, stage }: Pick<Target, 'clients' | 'stage'>, queue: string): Promise<FailedEvents> {
    const QueueName = queue.startsWith('nacre-') ? queue : `nacre-${stage}-${queue}`;
    const sqs = new SQSClient(clients.settings);
    try {
      const { QueueUrl = '' } = await sqs.send(new GetQueueUrlCommand({ QueueName }));
      return new FailedEvents(sqs, QueueUrl);
    } catch (error) {
      if (error instanceof QueueDoesNotExist)
        throw new CommandError(`There is no queue ${QueueName}; leave --queue out for what failed in stage ${stage}, or correct its name.`);
      throw error;
    }
  }

  /** Everything that lies there now, oldest first; what comes meanwhile is left, and so is what is beyond a thousand. */
  async take(): Promise<readonly Message[]> {
    const begun = Date.now();
    const taken = new Map<string, Message>();
    for (let found = true; found && taken.size < MOST; ) {
      const asked = { MaxNumberOfMessages: 10, WaitTimeSeconds: 1, VisibilityTimeout: HIDDEN_SECONDS };
      const names = { MessageAttributeNames: ['All'], MessageSystemAttributeNames: ['SentTimestamp' as const] };
      const { Messages = [] } = await this.#sqs.send(new ReceiveMessageCommand({ QueueUrl: this.#url, ...asked, ...names }));
      for (const message of Messages) taken.set(message.MessageId ?? '', message);
      found = Messages.some((message) => sentAt(message) <= begun);
    }
    const messages = [...taken.values()];
    await this.giveBack(messages.filter((message) => sentAt(message) > begun));
    return messages.filter((message) => sentAt(message) <= begun).sort((one, other) => sentAt(one) - sentAt(other));
  }

  async giveBack(messages: readonly Message[]): Promise<void> {
    for (const { ReceiptHandle } of messages)
      await this.#sqs.send(new ChangeMessageVisibilityCommand({ QueueUrl: this.#url, ReceiptHandle, VisibilityTimeout: 0 }));
  }

  async delete({ ReceiptHandle }: Message): Promise<void> {
    await this.#sqs.send(new DeleteMessageCommand({ QueueUrl: this.#url, ReceiptHandle }));
  }

  close(): void {
    this.#sqs.destroy();
  }
}

/** Milliseconds since 1970. */
export const sentAt = ({ Attributes }: Message): number => Number(Attributes?.SentTimestamp ?? 0);
