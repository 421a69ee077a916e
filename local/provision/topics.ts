import { z } from 'zod';
import { document } from './policy-document.ts';
import { kind } from './resource-kind.ts';

export const topic = kind({
  type: 'AWS::SNS::Topic',
  properties: z.strictObject({ TopicName: z.string(), DisplayName: z.string().optional() }),
  recorded: ['DisplayName'],
  create({ TopicName }, { planes, settings: { account, region } }) {
    const arn = `arn:aws:sns:${region}:${account}:${TopicName}`;
    planes.topics.define(arn);
    return { ref: arn, attributes: { TopicArn: arn, TopicName } };
  },
});

/** By mail only: nothing else leaves a laptop. */
export const subscription = kind({
  type: 'AWS::SNS::Subscription',
  properties: z.strictObject({ TopicArn: z.string(), Protocol: z.literal('email'), Endpoint: z.string() }),
  create({ TopicArn, Endpoint }, { planes }, id) {
    planes.topics.subscribe(TopicArn, Endpoint);
    return { ref: `${TopicArn}:${id}` };
  },
});

/** Says which service may publish what to a topic: CloudWatch asks it before every message. */
export const topicPolicy = kind({
  type: 'AWS::SNS::TopicPolicy',
  properties: z.strictObject({ Topics: z.array(z.string()), PolicyDocument: document }),
  create({ Topics, PolicyDocument }, { planes }, id) {
    for (const arn of Topics) planes.permissions.definePolicyOf(arn, PolicyDocument);
    return { ref: id };
  },
});
