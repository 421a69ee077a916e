import { afterEach, describe, expect, it } from '@jest/globals';
import { type LambdaWorld, lambdaWorld } from './lambda-world.ts';

const onFailureArn = 'arn:aws:sqs:eu-west-1:123456789012:failures';
let world: LambdaWorld;
afterEach(() => world.close());

describe('an event that is accepted', () => {
  it('is tried again as often as configured, under the same request id', async () => {
    world = lambdaWorld();
    const arn = world.define('export const handler = async (_, { awsRequestId }) => { console.log("tried " + awsRequestId); throw new Error("no"); };');

    const { requestId } = await world.host.invokeAsync(arn, '{}');
    await world.host.idle();

    expect(world.lines.filter((line) => line.includes(`tried ${requestId}`))).toHaveLength(3);
    expect(world.host.invocations()).toEqual({ 'nacre-dev-sample': 3 });
    expect(world.sent).toEqual([]);
  });

  it('is not tried again once it has succeeded', async () => {
    world = lambdaWorld();
    const arn = world.define('let calls = 0; export const handler = async () => { calls += 1; if (calls < 2) throw new Error("no"); };');

    await world.host.invokeAsync(arn, '{}');
    await world.host.idle();

    expect(world.host.invocations()).toEqual({ 'nacre-dev-sample': 2 });
  });

  it('goes to the destination with its last answer, sent by the function itself', async () => {
    world = lambdaWorld();
    const arn = world.define('export const handler = async () => { throw new RangeError("no"); };', {
      asynchronous: { retries: 1, maximumAgeSeconds: 60, onFailureArn },
    });

    const { requestId } = await world.host.invokeAsync(arn, '{"file":"a.csv"}');
    await world.host.idle();

    expect(world.sent).toHaveLength(1);
    expect(world.sent[0]).toMatchObject({ queueArn: onFailureArn, credentials: { accessKeyId: 'ASIA-nacre-dev-sample' } });
    expect(JSON.parse(world.sent[0]?.body ?? '')).toEqual({
      version: '1.0',
      timestamp: expect.stringMatching(/^\d{4}-\d\d-\d\dT/),
      requestContext: { requestId, functionArn: `${arn}:$LATEST`, condition: 'RetriesExhausted', approximateInvokeCount: 2 },
      requestPayload: { file: 'a.csv' },
      responseContext: { statusCode: 200, executedVersion: '$LATEST', functionError: 'Unhandled' },
      responsePayload: { errorType: 'RangeError', errorMessage: 'no', trace: expect.any(Array) },
    });
  });

  it('goes to the destination when it is too old for another try', async () => {
    world = lambdaWorld();
    const arn = world.define('export const handler = async () => { throw new Error("no"); };', {
      asynchronous: { retries: 2, maximumAgeSeconds: 0, onFailureArn },
    });

    await world.host.invokeAsync(arn, '{}');
    await world.host.idle();

    const record = JSON.parse(world.sent[0]?.body ?? '');
    expect(record.requestContext.condition).toBe('EventAgeExceeded');
    expect(record.requestContext.approximateInvokeCount).toBeLessThan(3);
  });

  it('waits while the reserved concurrency is in use, without losing a try', async () => {
    world = lambdaWorld();
    const arn = world.define('export const handler = async () => { await new Promise((go) => setTimeout(go, 20)); };', {
      reservedConcurrency: 1,
      asynchronous: { retries: 0, maximumAgeSeconds: 60, onFailureArn },
    });

    await Promise.all([1, 2, 3].map(() => world.host.invokeAsync(arn, '{}')));
    await world.host.idle();

    expect(world.host.invocations()).toEqual({ 'nacre-dev-sample': 3 });
    expect(world.sent).toEqual([]);
  });

  it('is told to be lost when its destination does not take it', async () => {
    world = lambdaWorld({
      sendToQueue: async () => {
        throw new Error('the queue is gone');
      },
    });
    const arn = world.define('export const handler = async () => { throw new Error("no"); };', {
      asynchronous: { retries: 0, maximumAgeSeconds: 60, onFailureArn },
    });

    const { requestId } = await world.host.invokeAsync(arn, '{}');
    await world.host.idle();

    expect(world.troubles).toEqual([`event ${requestId} of nacre-dev-sample is lost: the queue is gone`]);
  });
});

describe('a function definition', () => {
  it('with a destination that is no queue, or another runtime, is refused', () => {
    world = lambdaWorld();
    const source = 'export const handler = async () => 1;';

    expect(() => world.define(source, { runtime: 'nodejs22.x' })).toThrow('the laptop cloud has nodejs24.x only');
    expect(() => world.define(source, { asynchronous: { retries: 0, maximumAgeSeconds: 60, onFailureArn: 'arn:aws:sns:eu-west-1:1:t' } })).toThrow(
      'sends them to SQS queues only',
    );
  });
});
