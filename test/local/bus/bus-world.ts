import { createEventBus, type EventBusOptions, type RunningEventBus } from '../../../local/bus/event-bus.ts';
import type { QueueMessage } from '../../../local/bus/send-to-queue.ts';
import type { AwsEvent, Happening, RuleTarget } from '../../../local/plane.ts';
import { fakePermissions, settingsIn } from '../lambda/lambda-world.ts';

export const functionArn = 'arn:aws:lambda:eu-west-1:123456789012:function:nacre-dev-acceptDataset';
export const queueArn = 'arn:aws:sqs:eu-west-1:123456789012:events';
export const deadLetterArn = 'arn:aws:sqs:eu-west-1:123456789012:dead-letters';
export const machineArn = 'arn:aws:states:eu-west-1:123456789012:stateMachine:nacre-dev-train-model';
export const ruleArn = 'arn:aws:events:eu-west-1:123456789012:rule/uploads';

export const csvLanded: Happening = {
  source: 'aws.s3',
  detailType: 'Object Created',
  resources: ['arn:aws:s3:::data'],
  detail: { bucket: { name: 'data' }, object: { key: 'abalone/datasets/2026.csv', size: 7 } },
  time: new Date('2026-11-20T10:15:00.789Z'),
};

export type BusWorld = {
  readonly bus: RunningEventBus;
  readonly invoked: { readonly arn: string; readonly payload: string }[];
  readonly sent: QueueMessage[];
  readonly started: { readonly machineArn: string; readonly roleArn: string; readonly input: string }[];
  readonly authorized: string[];
  readonly delays: number[];
  /** Defines the rule "uploads" with one target. */
  rule(target?: Partial<RuleTarget>, changes?: Partial<Parameters<RunningEventBus['defineRule']>[0]>): void;
};

/** A bus whose functions, queues and machines only note what they get; `failures` are thrown by the function one after the other. */
export function busWorld(options: Partial<EventBusOptions> & { readonly failures?: Error[]; readonly denied?: readonly string[] } = {}): BusWorld {
  const invoked: { arn: string; payload: string }[] = [];
  const sent: QueueMessage[] = [];
  const started: { machineArn: string; roleArn: string; input: string }[] = [];
  const authorized: string[] = [];
  const delays: number[] = [];
  const bus = createEventBus({
    settings: settingsIn('/nowhere'),
    permissions: fakePermissions(authorized, options.denied),
    lambda: {
      invokeAsync: async (arn, payload) => {
        const failure = options.failures?.shift();
        if (failure) throw failure;
        invoked.push({ arn, payload });
        return { requestId: 'request' };
      },
    },
    sendToQueue: async (message) => void sent.push(message),
    startExecution: async (start) => void started.push(start),
    retryDelayMs: (retry) => {
      delays.push(retry);
      return 1;
    },
    ...options,
  });
  const rule: BusWorld['rule'] = (target = {}, changes = {}) =>
    bus.defineRule({
      name: 'uploads',
      arn: ruleArn,
      state: 'ENABLED',
      pattern: { source: ['aws.s3'] },
      targets: [{ id: 'accept', arn: functionArn, retry: { attempts: 3, maximumAgeSeconds: 60 }, ...target }],
      ...changes,
    });
  return { bus, invoked, sent, started, authorized, delays, rule };
}

export function payloadOf(call: { readonly payload: string } | undefined): AwsEvent {
  return JSON.parse(call?.payload ?? 'null');
}
