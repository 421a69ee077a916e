import { type CloudWatch, createCloudWatch } from '../../../local/cloudwatch/cloudwatch.ts';
import type { SentMail } from '../../../local/gateway/mends/mail-record.ts';
import type { Facts, Happening } from '../../../local/plane.ts';
import { createTopics } from '../../../local/sns/topics.ts';
import { fakePermissions } from '../lambda/lambda-world.ts';
import { VirtualClock } from '../step-functions/virtual-clock.ts';

/** CloudWatch under a clock that is turned by hand, from 2026-11-22T10:00:00Z on. */
export interface AlarmWorld {
  readonly clock: VirtualClock;
  readonly cloudwatch: CloudWatch;
  readonly events: Happening[];
  readonly invoked: { readonly arn: string; readonly payload: Facts }[];
  /** What the topic TOPIC has mailed. */
  readonly mails: readonly SentMail[];
  readonly troubles: string[];
  ask(action: string, input?: Facts): Promise<Facts>;
  /** Makes the alarm `drift`: DriftedShare of churn, at least 1 in one period of a minute, changed as given. */
  alarm(changes?: Facts): Promise<Facts>;
  /** A figure of that metric, of now unless seconds ago. */
  put(value: number, secondsAgo?: number): Promise<Facts>;
  state(): Promise<Facts>;
  /** From what to what the alarm went, and at which minute and second. */
  transitions(): readonly string[];
}

export const TOPIC = 'arn:aws:sns:eu-west-1:123456789012:operators';

export const dimensions = [{ Name: 'Model', Value: 'churn' }];

export function alarmWorld(denied: readonly string[] = []): AlarmWorld {
  const clock = new VirtualClock();
  const events: Happening[] = [];
  const invoked: { arn: string; payload: Facts }[] = [];
  const troubles: string[] = [];
  const mails: SentMail[] = [];
  const permissions = fakePermissions([], denied);
  const topics = createTopics({ permissions, mails: { append: (mail) => void mails.push(mail) } });
  topics.define(TOPIC);
  for (const address of ['ann@example.com', 'bob@example.com']) topics.subscribe(TOPIC, address);
  const cloudwatch = createCloudWatch({
    settings: { account: '123456789012', region: 'eu-west-1' },
    permissions,
    topics,
    lambda: {
      invokeAsync: async (arn, payload) => {
        invoked.push({ arn, payload: JSON.parse(payload) });
        return { requestId: 'request' };
      },
    },
    publish: (happening) => void events.push(happening),
    clock,
    tell: (trouble) => void troubles.push(trouble),
  });
  const ask: AlarmWorld['ask'] = (action, input = {}) =>
    cloudwatch.call({ service: 'monitoring', action, input, identity: { kind: 'operator', arn: 'operator' }, requestId: 'request' });
  return {
    ...{ clock, cloudwatch, events, invoked, mails, troubles, ask },
    alarm: (changes = {}) => ask('PutMetricAlarm', { ...DRIFT, ...changes }),
    put: (Value, secondsAgo = 0) =>
      ask('PutMetricData', {
        Namespace: 'MLOps',
        MetricData: [{ MetricName: 'DriftedShare', Dimensions: dimensions, Value, Timestamp: clock.now().getTime() / 1000 - secondsAgo }],
      }),
    state: async () => firstOf((await ask('DescribeAlarms', { AlarmNames: ['drift'] }))['MetricAlarms']),
    transitions: () =>
      events.map(({ detail, time }) => `${valueIn(detail['previousState'])} -> ${valueIn(detail['state'])} ${time?.toISOString().slice(14, 19)}`),
  };
}

const DRIFT: Facts = {
  AlarmName: 'drift',
  Namespace: 'MLOps',
  MetricName: 'DriftedShare',
  Dimensions: dimensions,
  Statistic: 'Maximum',
  Period: 60,
  EvaluationPeriods: 1,
  Threshold: 1,
  ComparisonOperator: 'GreaterThanOrEqualToThreshold',
};

function firstOf(list: unknown): Facts {
  const first: unknown = Array.isArray(list) ? list[0] : undefined;
  return typeof first === 'object' && first !== null ? Object.fromEntries(Object.entries(first)) : {};
}

function valueIn(state: unknown): string {
  return typeof state === 'object' && state !== null && 'value' in state ? String(state.value) : '';
}
