import { describe, expect, it } from '@jest/globals';
import { FunctionFailure, run } from './laptop.ts';
import { alone, invoke } from './sample-definitions.ts';

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
    const { outcome, arn, clock, events } = await run(alone(parallel, { Tell: { Type: 'Pass', End: true } }), { a: 1 });

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
