import { describe, expect, it } from '@jest/globals';
import { readDeadLetter } from '../../cli/dead-letter.ts';
import event from '../../events/dataset-uploaded.sample.json' with { type: 'json' };

const PREFIX = 'arn:aws:lambda:eu-west-1:123456789012:function:nacre-dev-';
const TARGET = `${PREFIX}acceptDataset`;

const message = (body: unknown, attributes: Readonly<Record<string, string>> = {}) => ({
  ...{ MessageId: 'm1', Body: typeof body === 'string' ? body : JSON.stringify(body), Attributes: { SentTimestamp: '1795000000000' } },
  MessageAttributes: Object.fromEntries(Object.entries(attributes).map(([name, StringValue]) => [name, { DataType: 'String', StringValue }])),
});
const read = (...given: Parameters<typeof message>) => readDeadLetter(message(...given), PREFIX);

const ofRule = {
  RULE_ARN: 'arn:aws:events:eu-west-1:123456789012:rule/nacre-dev-acceptDataset',
  TARGET_ARN: TARGET,
  ERROR_CODE: 'NO_PERMISSIONS',
  ERROR_MESSAGE: 'no',
};
const record = {
  ...{ version: '1.0', timestamp: '2026-11-20T10:15:00.000Z', requestPayload: event },
  requestContext: { requestId: 'r', functionArn: `${TARGET}:$LATEST`, condition: 'RetriesExhausted', approximateInvokeCount: 3 },
  responseContext: { statusCode: 200, executedVersion: '$LATEST', functionError: 'Unhandled' },
  responsePayload: { errorType: 'TypeError', errorMessage: 'x is undefined' },
};

describe('a dead letter', () => {
  it('of a rule is the event that could not be delivered', () => {
    expect(read(event, ofRule)).toEqual({
      ...{ message: 'm1', sentAt: '2026-11-18T11:06:40.000Z', what: 'Object Created abalone/datasets/abalone.csv', error: 'NO_PERMISSIONS: no' },
      ...{ kind: 'rule', target: TARGET, payload: JSON.stringify(event) },
    });
  });

  it('of a function is what it was invoked with, whatever its version', () => {
    expect(read(record)).toMatchObject({
      ...{ kind: 'function', target: TARGET, payload: JSON.stringify(event), error: 'RetriesExhausted: TypeError: x is undefined' },
    });
    const { responsePayload: _, ...tooOld } = record;
    expect(read({ ...tooOld, requestContext: { ...record.requestContext, condition: 'EventAgeExceeded' } })).toMatchObject({
      kind: 'function',
      error: 'EventAgeExceeded',
    });
  });

  it('of a schedule is its input', () => {
    const ofSchedule = {
      SCHEDULE_ARN: 'arn:aws:scheduler:eu-west-1:123456789012:schedule/default/x',
      TARGET_ARN: `${PREFIX}acceptSchedule`,
      IS_PAYLOAD_TRUNCATED: 'false',
    };

    expect(read({ project: 'cars' }, ofSchedule)).toMatchObject({
      kind: 'schedule',
      target: `${PREFIX}acceptSchedule`,
      payload: '{"project":"cars"}',
      what: 'an invocation',
    });
  });

  it.each([
    ['that nobody we know wrote', event, {}, 'neither EventBridge nor Lambda wrote'],
    ['for a function of another stage', event, { ...ofRule, TARGET_ARN: TARGET.replace('-dev-', '-prod-') }, 'no function of this stage'],
    ['for a function of another account', event, { ...ofRule, TARGET_ARN: TARGET.replace('123456789012', '210987654321') }, 'no function of this stage'],
    ['for a queue', event, { ...ofRule, TARGET_ARN: 'arn:aws:sqs:eu-west-1:123456789012:nacre-dev-x' }, 'no function of this stage'],
    ['whose payload was cut off', '{"project":"ca', { SCHEDULE_ARN: 'x', TARGET_ARN: TARGET, IS_PAYLOAD_TRUNCATED: 'true' }, 'not whole'],
    ['that is no JSON', 'hello', ofRule, 'not in it'],
    ['of a function without what it was invoked with', { ...record, requestPayload: undefined }, {}, 'not in it'],
  ])('%s is kept, with the reason', (_, body, attributes, reason) => {
    expect(read(body, attributes)).toMatchObject({ kind: 'unknown', reason: expect.stringContaining(reason) });
  });
});
