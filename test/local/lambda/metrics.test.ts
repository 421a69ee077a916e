import { afterEach, beforeEach, expect, it } from '@jest/globals';
import { type LambdaWorld, lambdaWorld } from './lambda-world.ts';

let world: LambdaWorld;
let counted: string[];
beforeEach(() => {
  counted = [];
  world = lambdaWorld({
    count: ({ namespace, name, dimensions }, value = 1) => void counted.push(`${namespace} ${name} ${dimensions['FunctionName']} ${value}`),
  });
});
afterEach(() => world.close());

it('counts every invocation, and whether it failed', async () => {
  const arn = world.define('let calls = 0; export const handler = async () => { calls += 1; if (calls === 1) throw new Error("once"); };');

  await world.host.invokeAsync(arn, '{}');
  await world.host.idle();

  const [invocation, error] = ['AWS/Lambda Invocations nacre-dev-sample 1', 'AWS/Lambda Errors nacre-dev-sample'];
  expect(counted).toEqual([invocation, `${error} 1`, invocation, `${error} 0`]);
});

it('counts what reserved concurrency refuses as a throttle, and not as an invocation', async () => {
  const arn = world.define('export const handler = async () => 1;', { reservedConcurrency: 0 });

  await expect(world.host.invoke(arn, '{}')).rejects.toMatchObject({ code: 'TooManyRequestsException' });

  expect(counted).toEqual(['AWS/Lambda Throttles nacre-dev-sample 1']);
});
