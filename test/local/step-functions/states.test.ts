import { describe, expect, it } from '@jest/globals';
import { FUNCTION, run } from './laptop.ts';
import { alone, invoke } from './sample-definitions.ts';

const done = { Type: 'Pass', End: true };

describe('a Pass state', () => {
  it('puts its Result, filtered and placed', async () => {
    const { outcome, arn } = await run(alone({ Type: 'Pass', InputPath: '$.a', Result: { kept: 1 }, ResultPath: '$.b', OutputPath: '$.b', End: true }), {
      a: { c: 1 },
    });

    expect(await outcome(arn)).toEqual({ status: 'SUCCEEDED', output: { kept: 1 } });
  });

  it('fills its Parameters, and InputPath null works on an empty object', async () => {
    const { outcome, arn } = await run(alone({ Type: 'Pass', InputPath: null, Parameters: { 'all.$': '$', 'name.$': '$$.State.Name' }, End: true }), { a: 1 });

    expect(await outcome(arn)).toEqual({ status: 'SUCCEEDED', output: { all: {}, name: 'One' } });
  });

  it('drops its result where ResultPath is null', async () => {
    const { outcome, arn } = await run(alone({ Type: 'Pass', Result: 'x', ResultPath: null, End: true }), { a: 1 });

    expect(await outcome(arn)).toEqual({ status: 'SUCCEEDED', output: { a: 1 } });
  });
});

describe('a Choice state', () => {
  const choice = { Type: 'Choice', Choices: [{ Variable: '$.next', StringEquals: 'go', Next: 'Go' }] };

  it('goes where the first rule that holds leads, and else to Default', async () => {
    const definition = alone({ ...choice, Default: 'Stay' }, { Go: { ...done, Result: 'went' }, Stay: { ...done, Result: 'stayed' } });

    const outcomes = await Promise.all(
      ['go', 'stay'].map(async (next) => {
        const { outcome, arn } = await run(definition, { next });
        return (await outcome(arn))['output'];
      }),
    );

    expect(outcomes).toEqual(['went', 'stayed']);
  });

  it('fails with States.NoChoiceMatched where nothing holds and there is no Default', async () => {
    const { outcome, arn } = await run(alone(choice, { Go: done }), { next: 'x' });

    expect(await outcome(arn)).toMatchObject({ status: 'FAILED', error: 'States.NoChoiceMatched' });
  });
});

describe('a Wait state', () => {
  it.each([
    [{ Seconds: 5 }, 5],
    [{ SecondsPath: '$.seconds' }, 7],
    [{ Timestamp: '2026-11-22T10:00:09Z' }, 9],
    [{ TimestampPath: '$.until' }, 11],
  ])('%p waits %d seconds', async (wait, seconds) => {
    const { outcome, arn, clock } = await run(alone({ Type: 'Wait', ...wait, End: true }), { seconds: 7, until: '2026-11-22T10:00:11Z' });

    await clock.advance(seconds - 0.001);
    const before = await outcome(arn);
    await clock.advance(0.001);

    expect(before['status']).toBe('RUNNING');
    expect(await outcome(arn)).toMatchObject({ status: 'SUCCEEDED' });
  });

  it('is a runtime error where the path holds no number', async () => {
    const { outcome, arn } = await run(alone({ Type: 'Wait', SecondsPath: '$.seconds', End: true }), { seconds: 'soon' });

    expect(await outcome(arn)).toMatchObject({ error: 'States.Runtime', cause: expect.stringContaining('whole number of seconds') });
  });
});

describe('Succeed and Fail states', () => {
  it('Succeed ends the execution with its filtered input', async () => {
    const { outcome, arn } = await run(alone({ Type: 'Succeed', OutputPath: '$.a' }), { a: 1 });

    expect(await outcome(arn)).toEqual({ status: 'SUCCEEDED', output: 1 });
  });

  it('Fail ends it with its error and cause, fixed or read', async () => {
    const fixed = await run(alone({ Type: 'Fail', Error: 'RunFailed', Cause: 'see the record' }));
    const read = await run(alone({ Type: 'Fail', ErrorPath: '$.error.Error', CausePath: "States.Format('{}!', $.error.Cause)" }), {
      error: { Error: 'E', Cause: 'c' },
    });

    expect(await fixed.outcome(fixed.arn)).toEqual({ status: 'FAILED', error: 'RunFailed', cause: 'see the record' });
    expect(await read.outcome(read.arn)).toEqual({ status: 'FAILED', error: 'E', cause: 'c!' });
  });
});

describe('the context object', () => {
  it('tells of execution, state and state machine', async () => {
    const { outcome, arn } = await run(alone({ Type: 'Pass', Parameters: { 'context.$': '$$' }, End: true }), { a: 1 });

    expect((await outcome(arn))['output']).toEqual({
      context: {
        Execution: {
          Id: arn,
          Input: { a: 1 },
          Name: 'run-1',
          RoleArn: 'arn:aws:iam::123456789012:role/story',
          StartTime: '2026-11-22T10:00:00.000Z',
          RedriveCount: 0,
        },
        State: { Name: 'One', EnteredTime: '2026-11-22T10:00:00.000Z', RetryCount: 0 },
        StateMachine: { Id: 'arn:aws:states:eu-west-1:123456789012:stateMachine:story', Name: 'story' },
      },
    });
  });
});

describe('the payload limit', () => {
  it('lets 262,144 bytes pass and ends the execution above, uncaught by States.ALL', async () => {
    const definition = alone(
      { ...invoke, Catch: [{ ErrorEquals: ['States.ALL'], Next: 'Tell' }], ResultSelector: { 'Payload.$': '$.Payload' }, End: true },
      { Tell: done },
    );
    const small = await run(definition, {}, () => 'x'.repeat(261_000));
    const large = await run(definition, {}, () => 'é'.repeat(131_100));

    expect(await small.outcome(small.arn)).toMatchObject({ status: 'SUCCEEDED' });
    expect(await large.outcome(large.arn)).toMatchObject({
      status: 'FAILED',
      error: 'States.DataLimitExceeded',
      cause: expect.stringContaining('size exceeding the maximum number of bytes'),
    });
  });
});

describe('a bare Lambda ARN', () => {
  it('is given the input and gives the answer as it is', async () => {
    const { outcome, arn } = await run(alone({ Type: 'Task', Resource: FUNCTION, End: true }), { a: 1 }, (payload) => ({ got: payload }));

    expect(await outcome(arn)).toEqual({ status: 'SUCCEEDED', output: { got: { a: 1 } } });
  });
});
