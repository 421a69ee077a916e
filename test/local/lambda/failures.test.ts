import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { startOfProcess } from '../../../local/processes/start-of-process.ts';
import { until } from '../processes/until.ts';
import { type LambdaWorld, lambdaWorld } from './lambda-world.ts';

let world: LambdaWorld;
beforeEach(() => {
  world = lambdaWorld();
});
afterEach(() => world.close());

const failing = async (source: string, changes = {}) => {
  const invoked = await world.host.invoke(world.define(source, changes), '{}');
  expect(JSON.parse(invoked.payload)).toEqual(invoked.error);
  return { ...invoked.error, requestId: invoked.requestId };
};

describe('an error that a handler throws', () => {
  it('is answered under its name, with message and trace', async () => {
    const error = await failing(`class CapacityError extends Error { name = 'CapacityError' }
      export const handler = async () => { throw new CapacityError('no ml.g5.xlarge left'); };`);

    expect(error).toMatchObject({ errorType: 'CapacityError', errorMessage: 'no ml.g5.xlarge left', trace: expect.any(Array) });
    expect(error.trace?.[0]).toBe('CapacityError: no ml.g5.xlarge left');
  });

  it('leaves the environment as it is', async () => {
    const arn = world.define('let calls = 0; export const handler = async () => { calls += 1; if (calls === 1) throw new Error("once"); return calls; };');
    await world.host.invoke(arn, '{}');

    const second = await world.host.invoke(arn, '{}');

    expect(second.payload).toBe('2');
  });

  it('may be no error at all', async () => {
    const error = await failing('export const handler = async () => { throw "plain words"; };');

    expect(error).toMatchObject({ errorType: 'string', errorMessage: 'plain words' });
  });
});

describe('a process that ends', () => {
  it('by exit is a Runtime.ExitError with the status', async () => {
    const error = await failing('export const handler = async () => process.exit(1);');

    expect(error).toEqual({
      errorType: 'Runtime.ExitError',
      errorMessage: `RequestId: ${error.requestId} Error: Runtime exited with error: exit status 1`,
      requestId: error.requestId,
    });
  });

  it('for lack of memory is a Runtime.ExitError too', async () => {
    const error = await failing('export const handler = async () => { const kept = []; for (;;) kept.push(new Array(1000).fill(kept.length)); };', {
      memoryMB: 128,
    });

    expect(error).toMatchObject({ errorType: 'Runtime.ExitError', errorMessage: expect.stringContaining('Runtime exited with error: signal: killed') });
  });

  it('because nothing is left that could settle its promise says that there is no reason', async () => {
    const error = await failing('export const handler = () => new Promise(() => {});');

    expect(error).toMatchObject({ errorType: 'Runtime.ExitError', errorMessage: expect.stringContaining('Runtime exited without providing a reason') });
  });

  it('by a rejection that nothing handles is a Runtime.UnhandledPromiseRejection', async () => {
    const error = await failing(`export const handler = async () => { Promise.reject(new Error('lost')); await new Promise((go) => setTimeout(go, 1000)); };`);

    expect(error).toMatchObject({ errorType: 'Runtime.UnhandledPromiseRejection', errorMessage: 'Error: lost' });
  });

  it('by an error that nothing catches is answered under its name', async () => {
    const error = await failing(`export const handler = () => new Promise(() => { setTimeout(() => { throw new TypeError('outside'); }, 1); });`);

    expect(error).toMatchObject({ errorType: 'TypeError', errorMessage: 'outside' });
  });

  it('is replaced for the next event', async () => {
    const arn = world.define('export const handler = async ({ exit }) => (exit ? process.exit(3) : "alive");');
    await world.host.invoke(arn, '{"exit":true}');

    const next = await world.host.invoke(arn, '{}');

    expect(next.payload).toBe('"alive"');
  });
});

describe('a handler that takes too long', () => {
  it('is killed with what it started, and answers Sandbox.Timedout', async () => {
    const arn = world.define(
      `import { spawn } from 'node:child_process';
       export const handler = async () => { console.log('child ' + spawn('sleep', ['600']).pid); for (;;); };`,
      { timeoutSeconds: 0.5 },
    );

    const invoked = await world.host.invoke(arn, '{}');
    await world.host.idle();
    const child = Number(/child (\d+)/.exec(world.lines.join('\n'))?.[1]);

    expect(child).toBeGreaterThan(1);
    expect(invoked.error).toEqual({
      errorType: 'Sandbox.Timedout',
      errorMessage: `RequestId: ${invoked.requestId} Error: Task timed out after 0.50 seconds`,
    });
    await until(() => startOfProcess(child) === undefined);
  });
});

describe('a bundle that cannot be started', () => {
  it.each([
    ['has no such file', 'export {};', { handler: 'functions/other.handler' }, 'Runtime.ImportModuleError', "Cannot find module 'other'"],
    ['has no such export', 'export const other = 1;', {}, 'Runtime.HandlerNotFound', 'functions/sample.handler is undefined or not exported'],
    [
      'needs a module that is not in it',
      'import "left-pad"; export const handler = async () => 1;',
      {},
      'Runtime.ImportModuleError',
      "Cannot find package 'left-pad'",
    ],
    ['cannot be parsed', 'export const handler = async () => {', {}, 'Runtime.UserCodeSyntaxError', 'SyntaxError'],
    [
      'has a handler with a callback',
      'export const handler = (event, context, callback) => callback();',
      {},
      'Runtime.CallbackHandlerDeprecated',
      'Node.js 24',
    ],
    ['has a handler without an export', 'export {};', { handler: 'sample' }, 'Runtime.MalformedHandlerName', "'sample' is not a valid handler name"],
    ['throws while it is loaded', 'throw new RangeError("RECORDS_TABLE is missing");', {}, 'RangeError', 'RECORDS_TABLE is missing'],
  ])('because it %s says so', async (_, source, changes, errorType, message) => {
    const error = await failing(source, changes);

    expect(error).toMatchObject({ errorType, errorMessage: expect.stringContaining(message) });
  });
});

describe('an answer', () => {
  it('that is larger than 6 MB is refused', async () => {
    const error = await failing('export const handler = async () => "x".repeat(6291556);');

    expect(error).toMatchObject({
      errorType: 'Function.ResponseSizeTooLarge',
      errorMessage: 'Response payload size exceeded maximum allowed payload size (6291556 bytes).',
    });
  });

  it('that has no JSON is a Runtime.JSONStringifyError', async () => {
    const error = await failing('export const handler = async () => { const ring = {}; ring.ring = ring; return ring; };');

    expect(error).toMatchObject({ errorType: 'Runtime.JSONStringifyError' });
  });
});
