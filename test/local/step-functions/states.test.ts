import { describe, expect, it } from '@jest/globals';
import type { JsonObject } from '../../../local/step-functions/json.ts';
import { FUNCTION, FunctionFailure, laptop } from './laptop.ts';

const invoke = { Type: 'Task', Resource: 'arn:aws:states:::lambda:invoke', Parameters: { FunctionName: FUNCTION, 'Payload.$': '$' }, OutputPath: '$.Payload' };
const alone = (state: JsonObject, others: JsonObject = {}): JsonObject => ({ StartAt: 'One', States: { One: state, ...others } });
const done = { Type: 'Pass', End: true };

async function run(definition: JsonObject, input: unknown = {}, work?: (payload: unknown) => unknown) {
  const cloud = laptop(work);
  cloud.define(definition);
  const arn = await cloud.start(input);
  return { ...cloud, arn };
}

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

describe('a Parallel state', () => {
  it('gives each branch the input and collects their outputs in order', async () => {
    const slow = { StartAt: 'Rest', States: { Rest: { Type: 'Wait', Seconds: 9, Next: 'A' }, A: { Type: 'Pass', Result: 'slow', End: true } } };
    const quick = { StartAt: 'B', States: { B: { Type: 'Pass', OutputPath: '$.a', End: true } } };
    const { outcome, arn, clock } = await run(alone({ Type: 'Parallel', Branches: [slow, quick], ResultPath: '$.both', End: true }), { a: 1 });

    await clock.advance(9);

    expect(await outcome(arn)).toEqual({ status: 'SUCCEEDED', output: { a: 1, both: ['slow', 1] } });
  });

  it('fails with the first failing branch, ends the others at once, and can be caught', async () => {
    const waiting = { StartAt: 'Rest', States: { Rest: { Type: 'Wait', Seconds: 900, End: true } } };
    const failing = { StartAt: 'Break', States: { Break: { Type: 'Fail', Error: 'Broken' } } };
    const parallel = { Type: 'Parallel', Branches: [waiting, failing], Catch: [{ ErrorEquals: ['Broken'], ResultPath: '$.error', Next: 'Tell' }], End: true };
    const { outcome, arn, clock, events } = await run(alone(parallel, { Tell: done }), { a: 1 });

    const types = (await events(arn)).map(({ type }) => type);

    expect(await outcome(arn)).toEqual({ status: 'SUCCEEDED', output: { a: 1, error: { Error: 'Broken', Cause: '' } } });
    expect(types).toContain('WaitStateAborted');
    expect(clock.pending).toBe(0);
  });
});

describe('a Map state', () => {
  const each = { StartAt: 'Each', States: { Each: { ...invoke, End: true } } };

  it('works on every item, selected with its index, and keeps their order', async () => {
    const selector = { 'value.$': '$$.Map.Item.Value', 'index.$': '$$.Map.Item.Index', 'all.$': '$.name' };
    const { outcome, arn } = await run(alone({ Type: 'Map', ItemsPath: '$.items', ItemSelector: selector, ItemProcessor: each, End: true }), {
      name: 'n',
      items: ['a', 'b'],
    });

    expect((await outcome(arn))['output']).toEqual([
      { value: 'a', index: 0, all: 'n' },
      { value: 'b', index: 1, all: 'n' },
    ]);
  });

  it('never works on more items at once than MaxConcurrency', async () => {
    let now = 0;
    let most = 0;
    const work = async (payload: unknown) => {
      most = Math.max(most, ++now);
      await new Promise<void>((resolve) => setImmediate(resolve));
      now -= 1;
      return payload;
    };
    const { outcome, arn } = await run(alone({ Type: 'Map', MaxConcurrency: 2, ItemProcessor: each, End: true }), [1, 2, 3, 4, 5], work);

    while ((await outcome(arn))['status'] === 'RUNNING') await new Promise<void>((resolve) => setImmediate(resolve));

    expect((await outcome(arn))['output']).toEqual([1, 2, 3, 4, 5]);
    expect(most).toBe(2);
  });

  it('fails with the first failing item', async () => {
    const work = (payload: unknown) => (payload === 2 ? new FunctionFailure('TwoError') : payload);
    const { outcome, arn } = await run(alone({ Type: 'Map', Iterator: each, End: true }), [1, 2, 3], work);

    expect(await outcome(arn)).toMatchObject({ status: 'FAILED', error: 'TwoError' });
  });

  it('answers an empty list for an empty list, and refuses what is no list', async () => {
    const empty = await run(alone({ Type: 'Map', ItemProcessor: each, End: true }), []);
    const none = await run(alone({ Type: 'Map', ItemProcessor: each, End: true }), { a: 1 });

    expect(await empty.outcome(empty.arn)).toEqual({ status: 'SUCCEEDED', output: [] });
    expect(await none.outcome(none.arn)).toMatchObject({ status: 'FAILED', error: 'States.Runtime', cause: expect.stringContaining('must point to array') });
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
