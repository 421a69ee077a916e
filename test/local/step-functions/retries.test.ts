import { describe, expect, it } from '@jest/globals';
import { AwsError } from '../../../local/plane.ts';
import type { Json, JsonObject } from '../../../local/step-functions/json.ts';
import { FUNCTION, FunctionFailure, laptop } from './laptop.ts';

const invoke = { Type: 'Task', Resource: 'arn:aws:states:::lambda:invoke', Parameters: { FunctionName: FUNCTION, Payload: {} }, OutputPath: '$.Payload' };
const machine = (state: JsonObject): JsonObject => ({ StartAt: 'One', States: { One: { ...invoke, End: true, ...state }, Tell: { Type: 'Pass', End: true } } });

/** Fails with these errors, one an attempt, then answers "done"; `times` says when each attempt came, in seconds. */
async function attempts(state: JsonObject, ...failures: readonly (string | Error)[]) {
  const left = [...failures];
  const times: number[] = [];
  const cloud = laptop(() => {
    times.push((cloud.clock.now().getTime() - begun) / 1000);
    const failure = left.shift();
    if (failure instanceof Error) throw failure;
    return failure === undefined ? 'done' : new FunctionFailure(failure);
  });
  const begun = cloud.clock.now().getTime();
  cloud.define(machine(state));
  const arn = await cloud.start();
  await cloud.clock.advance(3600);
  return { ...cloud, times, arn, result: await cloud.outcome(arn) };
}

const retry = (...rules: readonly Json[]): JsonObject => ({ Retry: rules });
const caughtBy = (...names: readonly string[]): JsonObject => ({ Catch: [{ ErrorEquals: names, ResultPath: '$', Next: 'Tell' }] });

describe('Retry', () => {
  it('waits one second, doubled each time, three times, unless told otherwise', async () => {
    const { times, result } = await attempts(retry({ ErrorEquals: ['Busy'] }), 'Busy', 'Busy', 'Busy', 'Busy');

    expect(times).toEqual([0, 1, 3, 7]);
    expect(result).toMatchObject({ status: 'FAILED', error: 'Busy' });
  });

  it('follows IntervalSeconds, BackoffRate, MaxAttempts and MaxDelaySeconds', async () => {
    const { times, result } = await attempts(
      retry({ ErrorEquals: ['Busy'], IntervalSeconds: 2, BackoffRate: 3, MaxAttempts: 4, MaxDelaySeconds: 10 }),
      'Busy',
      'Busy',
      'Busy',
      'Busy',
    );

    expect(times).toEqual([0, 2, 8, 18, 28]);
    expect(result).toEqual({ status: 'SUCCEEDED', output: 'done' });
  });

  it('draws the delay by chance with full jitter', async () => {
    const { times } = await attempts(retry({ ErrorEquals: ['Busy'], IntervalSeconds: 8, JitterStrategy: 'FULL' }), 'Busy', 'Busy');

    expect(times).toEqual([0, 4, 12]);
  });

  it('counts each rule by itself, and the first that matches decides', async () => {
    const { times, result } = await attempts(
      retry({ ErrorEquals: ['Busy'], MaxAttempts: 1 }, { ErrorEquals: ['States.ALL'], MaxAttempts: 1 }),
      'Busy',
      'Other',
      'Busy',
    );

    expect(times).toHaveLength(3);
    expect(result).toMatchObject({ status: 'FAILED', error: 'Busy' });
  });

  it('does nothing with MaxAttempts 0', async () => {
    const { times } = await attempts(retry({ ErrorEquals: ['Busy'], MaxAttempts: 0 }, { ErrorEquals: ['States.ALL'] }), 'Busy');

    expect(times).toEqual([0]);
  });

  it('tells the context object how often it retried, and counts each retry as a transition', async () => {
    const state = { ...retry({ ErrorEquals: ['Busy'] }), ResultSelector: { 'Payload.$': '$$.State.RetryCount' } };

    const { result, stepFunctions, arn } = await attempts(state, 'Busy', 'Busy');

    expect(result['output']).toBe(2);
    expect(stepFunctions.transitions(arn)).toBe(3);
  });
});

describe('what an error matches', () => {
  it.each([
    ['Busy', 'Busy', true],
    ['Busy', 'States.ALL', true],
    ['Busy', 'States.TaskFailed', true],
    ['Busy', 'Idle', false],
    ['Sandbox.Timedout', 'Sandbox.Timedout', true],
    ['Runtime.ExitError', 'Runtime.ExitError', true],
    ['', 'Lambda.Unknown', true],
  ])('a function failing with "%s" is caught by %s: %p', async (failure, name, isCaught) => {
    const { result } = await attempts(caughtBy(name), failure);

    expect(result['status']).toBe(isCaught ? 'SUCCEEDED' : 'FAILED');
  });

  it.each([
    ['TooManyRequestsException', 429, 'Lambda.TooManyRequestsException'],
    ['ResourceNotFoundException', 404, 'Lambda.ResourceNotFoundException'],
    ['ServiceException', 500, 'Lambda.ServiceException'],
    ['AccessDenied', 403, 'Lambda.AWSLambdaException'],
  ])('Lambda refusing with %s surfaces as its own error', async (code, status, error) => {
    const { result } = await attempts(caughtBy(error), new AwsError(code, 'in words', status));

    expect(result).toMatchObject({
      status: 'SUCCEEDED',
      output: { Error: error, Cause: expect.stringContaining(`in words (Service: AWSLambda; Status Code: ${status}; Error Code: ${code}`) },
    });
  });

  it('nothing catches a runtime error, and its cause names the state and the event', async () => {
    const { result } = await attempts({
      Parameters: { FunctionName: FUNCTION, 'Payload.$': '$.missing' },
      ...retry({ ErrorEquals: ['States.ALL'] }),
      ...caughtBy('States.ALL'),
    });

    expect(result).toMatchObject({ status: 'FAILED', error: 'States.Runtime' });
    expect(result['cause']).toBe(
      "An error occurred while executing the state 'One' (entered at the event id #2). The JSONPath '$.missing' specified for the field 'Payload.$' could not be found in the input '{}'",
    );
  });
});

describe('TimeoutSeconds', () => {
  const never = () => new Promise<never>(() => {});

  it('ends an attempt with States.Timeout, which States.TaskFailed does not match', async () => {
    const cloud = laptop(never);
    cloud.define(machine({ TimeoutSeconds: 60, Catch: [{ ErrorEquals: ['States.TaskFailed'], Next: 'Tell' }] }));
    const arn = await cloud.start();

    await cloud.clock.advance(59.9);
    const before = await cloud.outcome(arn);
    await cloud.clock.advance(0.1);

    expect(before['status']).toBe('RUNNING');
    expect(await cloud.outcome(arn)).toEqual({ status: 'FAILED', error: 'States.Timeout' });
    expect(cloud.clock.pending).toBe(0);
  });

  it('can be read from the input, counts per attempt, and is caught by its name', async () => {
    const cloud = laptop(never);
    cloud.define(machine({ TimeoutSecondsPath: '$.limit', ...retry({ ErrorEquals: ['States.Timeout'], MaxAttempts: 1 }), ...caughtBy('States.Timeout') }));
    const arn = await cloud.start({ limit: 10 });

    await cloud.clock.advance(20.9);
    const before = await cloud.outcome(arn);
    await cloud.clock.advance(0.1);

    expect(before['status']).toBe('RUNNING');
    expect(await cloud.outcome(arn)).toEqual({ status: 'SUCCEEDED', output: { Error: 'States.Timeout', Cause: '' } });
  });

  it('of the state machine ends the execution as TIMED_OUT, and no Catch hears of it', async () => {
    const cloud = laptop(never);
    cloud.define({ ...machine(caughtBy('States.ALL')), TimeoutSeconds: 30 });
    const arn = await cloud.start();

    await cloud.clock.advance(30);

    expect(await cloud.outcome(arn)).toEqual({ status: 'TIMED_OUT' });
    expect((await cloud.events(arn)).at(-1)).toMatchObject({ type: 'ExecutionTimedOut', executionTimedOutEventDetails: {} });
    expect(cloud.clock.pending).toBe(0);
  });
});

describe('the role', () => {
  it('that may not invoke the function fails the task in the words of Lambda', async () => {
    const cloud = laptop();
    cloud.denied.add('lambda:InvokeFunction');
    cloud.define(machine({}));

    const arn = await cloud.start();

    expect(await cloud.outcome(arn)).toEqual({
      status: 'FAILED',
      error: 'Lambda.AWSLambdaException',
      cause: `User: arn:aws:sts::123456789012:assumed-role/story/run-1 is not authorized to perform: lambda:InvokeFunction on resource: ${FUNCTION} (Service: AWSLambda; Status Code: 403; Error Code: AccessDeniedException; Proxy: null)`,
    });
  });
});
