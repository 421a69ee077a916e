import { randomUUID } from 'node:crypto';
import type { MailRecord } from '../gateway/mends/mail-record.ts';
import { AwsError, type Permissions } from '../plane.ts';

/** What a service publishes, as whom, and what it says of itself to the topic's policy. */
export type Publication = {
  readonly principal: string;
  readonly context: Readonly<Record<string, string>>;
  readonly subject: string;
  readonly message: string;
};

/** SNS, as far as AWS's own services publish to addresses by mail. On AWS the owner of an address confirms its subscription first; here it holds at once. */
export interface Topics {
  define(topicArn: string): void;
  subscribe(topicArn: string, address: string): void;
  /** Throws NotFound for a topic that is not there and AccessDenied where its policy does not let the service publish. */
  publish(topicArn: string, publication: Publication): void;
}

export type TopicServices = {
  readonly permissions: Pick<Permissions, 'authorizeService'>;
  readonly mails: Pick<MailRecord, 'append'>;
  readonly now?: () => Date;
};

export function createTopics({ permissions, mails, now = () => new Date() }: TopicServices): Topics {
  const topics = new Map<string, Set<string>>();
  const find = (topicArn: string) => {
    const addresses = topics.get(topicArn);
    if (addresses !== undefined) return addresses;
    throw new AwsError('NotFound', `Topic does not exist: ${topicArn}; define it in infrastructure/ or correct the ARN`, 404);
  };
  return {
    define: (topicArn) => void topics.set(topicArn, topics.get(topicArn) ?? new Set()),
    subscribe: (topicArn, address) => void find(topicArn).add(address),
    publish(topicArn, { principal, context, subject, message }) {
      const addresses = find(topicArn);
      permissions.authorizeService(principal, 'sns:Publish', topicArn, context);
      for (const address of addresses)
        mails.append({ messageId: randomUUID(), at: now().toISOString(), from: SENDER, to: [address], subject, html: '', text: message });
    },
  };
}

const SENDER = 'no-reply@sns.amazonaws.com';
