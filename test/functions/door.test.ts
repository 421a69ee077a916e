import { afterAll, beforeAll, beforeEach, describe, expect, it, jest } from '@jest/globals';
import type { Context } from 'aws-lambda';
import * as z from 'zod/mini';
import { RunNotActiveError } from '../../core/errors.ts';

const Step = z.object({ project: z.string(), run: z.string(), token: z.string() });
const step = { project: 'cars', run: 'cars-1-abcdef', token: 'secret-token' };
const context: Context = {
  callbackWaitsForEmptyEventLoop: false,
  functionName: 'nacre-dev-test',
  functionVersion: '$LATEST',
  invokedFunctionArn: 'arn:aws:lambda:eu-west-1:123456789012:function:nacre-dev-test',
  memoryLimitInMB: '256',
  awsRequestId: 'request-1',
  logGroupName: '/aws/lambda/nacre-dev-test',
  logStreamName: 'stream',
  getRemainingTimeInMillis: () => 1000,
  done: () => {},
  fail: () => {},
  succeed: () => {},
};

const lines: string[] = [];
let door: typeof import('../../functions/door.ts')['door'];
beforeAll(async () => {
  process.env['POWERTOOLS_DEV'] = 'true';
  process.env['POWERTOOLS_SERVICE_NAME'] = 'nacre';
  for (const level of ['info', 'error'] as const) jest.spyOn(console, level).mockImplementation((line) => void lines.push(String(line)));
  ({ door } = await import('../../functions/door.ts'));
});
afterAll(() => void jest.restoreAllMocks());
beforeEach(() => void lines.splice(0));

const logged = () => lines.map((line) => JSON.parse(line));

describe('a door', () => {
  it('gives the parsed event to the use case, its answer to the caller, and one line to the log', async () => {
    const handler = door('requests claimed', Step, async ({ run }) => ({ next: 'go', seen: run }));

    const answer = await handler({ ...step, unknown: 1 }, context);

    expect(answer).toEqual({ next: 'go', seen: step.run });
    expect(logged()).toMatchObject([
      { level: 'INFO', message: 'requests claimed', project: 'cars', run: step.run, next: 'go', function_request_id: 'request-1' },
    ]);
  });

  it('turns away an event of another shape, naming the member and not its value', async () => {
    const handler = door('requests claimed', z.object({ detail: z.object({ object: z.object({ size: z.number() }) }) }), async () => ({}));

    const turnedAway = handler({ detail: { object: { size: 'row value 4711' } } }, context);

    await expect(turnedAway).rejects.toMatchObject({ name: 'InvalidEventError', path: 'detail.object.size' });
    expect(logged()).toMatchObject([{ level: 'ERROR', message: 'function failed', error: { name: 'InvalidEventError' } }]);
    expect(lines.join()).not.toContain('4711');
  });

  it('lets an error through as it is, for Step Functions to match, and logs it once with project and run', async () => {
    const handler = door('requests claimed', Step, async () => Promise.reject(new RunNotActiveError(step.run)));

    await expect(handler(step, context)).rejects.toMatchObject({ name: 'RunNotActiveError' });

    expect(logged()).toMatchObject([{ level: 'ERROR', project: 'cars', run: step.run, error: { name: 'RunNotActiveError' } }]);
  });

  it('never logs a token', async () => {
    await door('training started', Step, async () => ({}))(step, context);
    await expect(door('training started', Step, async () => Promise.reject(new Error('no')))(step, context)).rejects.toThrow();

    expect(lines.join()).not.toContain('secret-token');
  });
});

describe('the environment', () => {
  it('stops the start of a function and names the variable that is missing', async () => {
    const { environment, setting } = await import('../../functions/environment.ts');

    expect(() => environment(z.object({ NACRE_TEST_UNSET: setting }))).toThrow(
      "the function's environment: NACRE_TEST_UNSET is not as documented: it is not set",
    );
    process.env['NACRE_TEST_SET'] = 'value';
    expect(environment(z.object({ NACRE_TEST_SET: setting }))).toEqual({ NACRE_TEST_SET: 'value' });
  });
});
