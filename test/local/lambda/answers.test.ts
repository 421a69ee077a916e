import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { type LambdaWorld, lambdaWorld } from './lambda-world.ts';

describe('a function that answers', () => {
  let world: LambdaWorld;
  beforeEach(() => {
    world = lambdaWorld();
  });
  afterEach(() => world.close());

  it('answers what its handler returns, as JSON', async () => {
    const arn = world.define('export const handler = async (event) => ({ doubled: event.value * 2 });');

    const invoked = await world.host.invoke(arn, '{"value":21}');

    expect(JSON.parse(invoked.payload)).toEqual({ doubled: 42 });
    expect(invoked.error).toBeUndefined();
  });

  it('answers null where its handler returns nothing', async () => {
    const arn = world.define('export const handler = async () => undefined;');

    const invoked = await world.host.invoke(arn, '{}');

    expect(invoked.payload).toBe('null');
  });

  it('keeps what its module keeps from event to event', async () => {
    const arn = world.define('let calls = 0; export const handler = async () => ({ calls: ++calls, pid: process.pid });');

    const first = JSON.parse((await world.host.invoke(arn, '{}')).payload);
    const second = JSON.parse((await world.host.invoke(arn, '{}')).payload);

    expect([first.calls, second.calls]).toEqual([1, 2]);
    expect(second.pid).toBe(first.pid);
  });

  it('is told its request, its function and the time that is left', async () => {
    const arn = world.define(`export const handler = async (event, context) => ({ ...context, left: context.getRemainingTimeInMillis() });`);

    const invoked = await world.host.invoke(arn, '{}');

    const context = JSON.parse(invoked.payload);
    expect(context).toMatchObject({
      awsRequestId: invoked.requestId,
      functionName: 'nacre-dev-sample',
      functionVersion: '$LATEST',
      invokedFunctionArn: arn,
      memoryLimitInMB: '256',
      logGroupName: '/aws/lambda/nacre-dev-sample',
    });
    expect(context.left).toBeGreaterThan(15_000);
    expect(context.left).toBeLessThanOrEqual(20_000);
  });

  it('sees the variables of Lambda and its own, and none of the host', async () => {
    process.env['HOST_SECRET'] = 'of the host';
    const arn = world.define('export const handler = async () => process.env;', { environment: { RECORDS_TABLE: 'records' } });

    const variables = JSON.parse((await world.host.invoke(arn, '{}')).payload);
    delete process.env['HOST_SECRET'];

    expect(Object.keys(variables).toSorted()).toEqual(
      [
        'RECORDS_TABLE AWS_REGION AWS_DEFAULT_REGION AWS_ACCESS_KEY_ID AWS_SECRET_ACCESS_KEY AWS_SESSION_TOKEN AWS_ENDPOINT_URL AWS_EXECUTION_ENV',
        'AWS_LAMBDA_FUNCTION_NAME AWS_LAMBDA_FUNCTION_VERSION AWS_LAMBDA_FUNCTION_MEMORY_SIZE AWS_LAMBDA_INITIALIZATION_TYPE AWS_LAMBDA_LOG_GROUP_NAME',
        'AWS_LAMBDA_LOG_STREAM_NAME AWS_XRAY_CONTEXT_MISSING AWS_XRAY_DAEMON_ADDRESS _HANDLER _X_AMZN_TRACE_ID LAMBDA_TASK_ROOT LANG TZ PATH HOME TMPDIR',
      ]
        .join(' ')
        .split(' ')
        .toSorted(),
    );
    expect(variables).toMatchObject({
      AWS_ENDPOINT_URL: 'http://127.0.0.1:4566',
      AWS_SESSION_TOKEN: 'token-arn:aws:iam::123456789012:role/nacre-dev-sample',
      TZ: 'UTC',
    });
    expect(variables['_X_AMZN_TRACE_ID']).toMatch(/^Root=1-[0-9a-f]{8}-[0-9a-f]{24};Parent=[0-9a-f]{16};Sampled=0$/);
  });

  it('stands still between two events', async () => {
    const arn = world.define(`let ticks = 0; setInterval(() => { ticks += 1; }, 1);
      export const handler = async ({ until }) => { const before = ticks; while (until && ticks < until) await new Promise((go) => setTimeout(go, 1)); return { before, ticks }; };`);
    const first = JSON.parse((await world.host.invoke(arn, '{"until":5}')).payload);
    const other = world.define('export const handler = async () => { for (let n = 0; n < 100; n += 1) await new Promise((go) => setTimeout(go, 1)); };', {
      name: 'nacre-dev-other',
    });

    await world.host.invoke(other, '{}');
    const second = JSON.parse((await world.host.invoke(arn, '{}')).payload);

    expect(second.before - first.ticks).toBeLessThan(20);
  });

  it('works on several events side by side, each in a process of its own', async () => {
    const arn = world.define(`export const handler = async () => { await new Promise((go) => setTimeout(go, 50)); return process.pid; };`);

    const answers = await Promise.all([1, 2, 3].map(() => world.host.invoke(arn, '{}')));

    expect(new Set(answers.map(({ payload }) => payload)).size).toBe(3);
  });

  it('takes the events to the new bundle once it is defined again', async () => {
    const arn = world.define('export const handler = async () => "old";');
    await world.host.invoke(arn, '{}');
    world.define('export const handler = async () => "new";');

    const invoked = await world.host.invoke(arn, '{}');

    expect(invoked.payload).toBe('"new"');
  });
});
