import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { Facts } from '../../../local/plane.ts';
import { type LambdaWorld, lambdaWorld } from './lambda-world.ts';

let world: LambdaWorld;
let arn = '';
beforeEach(() => {
  world = lambdaWorld();
  arn = world.define('export const handler = async (event) => { if (event.fail) throw new Error("no"); return event; };');
});
afterEach(() => world.close());

const call = (action: string, input: Facts) =>
  world.host.call({ service: 'lambda', action, input, identity: { kind: 'operator', arn: 'arn:aws:iam::123456789012:user/operator' }, requestId: 'request' });

describe('Invoke', () => {
  it('answers the payload of a function that is named, by ARN, or by a qualified name', async () => {
    for (const FunctionName of ['nacre-dev-sample', arn, `${arn}:$LATEST`, '123456789012:function:nacre-dev-sample']) {
      const answer = await call('Invoke', { FunctionName, Payload: Buffer.from('{"a":1}') });

      expect(answer).toEqual({ StatusCode: 200, ExecutedVersion: '$LATEST', Payload: '{"a":1}' });
    }
  });

  it('takes no payload for an empty object', async () => {
    const answer = await call('Invoke', { FunctionName: arn });

    expect(answer).toMatchObject({ Payload: '{}' });
  });

  it('marks an error of the function as unhandled, with status 200', async () => {
    const answer = await call('Invoke', { FunctionName: arn, Payload: '{"fail":true}' });

    expect(answer).toMatchObject({ StatusCode: 200, FunctionError: 'Unhandled', Payload: expect.stringContaining('"errorMessage":"no"') });
  });

  it('accepts an event for later with 202, and a dry run with 204', async () => {
    const accepted = await call('Invoke', { FunctionName: arn, InvocationType: 'Event', Payload: '{}' });
    const dry = await call('Invoke', { FunctionName: arn, InvocationType: 'DryRun' });
    await world.host.idle();

    expect([accepted, dry]).toEqual([{ StatusCode: 202 }, { StatusCode: 204 }]);
    expect(world.host.invocations()).toEqual({ 'nacre-dev-sample': 1 });
  });

  it.each([
    [
      'a function that is not there',
      { FunctionName: 'none' },
      { code: 'ResourceNotFoundException', status: 404, message: expect.stringContaining('function:none') },
    ],
    ['a version that is not there', { FunctionName: 'nacre-dev-sample', Qualifier: '7' }, { code: 'ResourceNotFoundException' }],
    ['a payload that is no JSON', { FunctionName: 'nacre-dev-sample', Payload: '{' }, { code: 'InvalidRequestContentException' }],
    ['more than 6 MB', { FunctionName: 'nacre-dev-sample', Payload: `"${'x'.repeat(6_291_456)}"` }, { code: 'RequestEntityTooLargeException', status: 413 }],
    [
      'more than 1 MB for later',
      { FunctionName: 'nacre-dev-sample', InvocationType: 'Event', Payload: `"${'x'.repeat(1_048_576)}"` },
      { code: 'RequestEntityTooLargeException', status: 413 },
    ],
  ])('refuses %s', async (_, input, refusal) => {
    await expect(call('Invoke', input)).rejects.toMatchObject(refusal);
  });
});

describe('the API of Lambda', () => {
  it('describes functions', async () => {
    const one = await call('GetFunctionConfiguration', { FunctionName: arn });
    const code = await call('GetFunction', { FunctionName: arn });
    const all = await call('ListFunctions', {});

    expect(one).toMatchObject({ FunctionName: 'nacre-dev-sample', FunctionArn: arn, Runtime: 'nodejs24.x', MemorySize: 256, Timeout: 20, State: 'Active' });
    expect(code).toMatchObject({ Configuration: one });
    expect(all).toEqual({ Functions: [one] });
  });

  it('refuses what it does not have, naming the action', async () => {
    await expect(call('CreateFunction', {})).rejects.toMatchObject({
      code: 'NotImplementedLocally',
      message: expect.stringContaining('lambda:CreateFunction'),
    });
  });
});
