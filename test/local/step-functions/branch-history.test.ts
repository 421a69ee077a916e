import { describe, expect, it } from '@jest/globals';
import { lines } from './history-lines.ts';
import { FunctionFailure, laptop } from './laptop.ts';
import { invoke } from './sample-definitions.ts';

describe('the history of branches', () => {
  it('follows each iteration of a Map by itself', async () => {
    const { define, start, events } = laptop();
    const ItemProcessor = { StartAt: 'Each', States: { Each: { Type: 'Pass', End: true } } };
    define({ StartAt: 'All', States: { All: { Type: 'Map', ItemProcessor, MaxConcurrency: 1, End: true } } });

    const history = await events(await start(['a', 'b']));

    expect(lines(history)).toEqual([
      '1 < 0 ExecutionStarted',
      '2 < 0 MapStateEntered',
      '3 < 2 MapStateStarted',
      '4 < 3 MapIterationStarted',
      '5 < 4 PassStateEntered',
      '6 < 5 PassStateExited',
      '7 < 6 MapIterationSucceeded',
      '8 < 3 MapIterationStarted',
      '9 < 8 PassStateEntered',
      '10 < 9 PassStateExited',
      '11 < 10 MapIterationSucceeded',
      '12 < 11 MapStateSucceeded',
      '13 < 12 MapStateExited',
      '14 < 13 ExecutionSucceeded',
    ]);
    expect(history[2]).toMatchObject({ mapStateStartedEventDetails: { length: 2 } });
    expect(history[7]).toMatchObject({ mapIterationStartedEventDetails: { name: 'All', index: 1 } });
  });

  it('links the end of every iteration of a Map to the event that failed', async () => {
    const { define, start, events } = laptop((payload) => (payload === 'b' ? new FunctionFailure('Busy') : new Promise(() => {})));
    const Each = { ...invoke, End: true };
    define({ StartAt: 'All', States: { All: { Type: 'Map', ItemProcessor: { StartAt: 'Each', States: { Each } }, End: true } } });

    const history = await events(await start(['a', 'b']));

    const failed = history.find(({ type }) => type === 'TaskFailed')?.id;
    expect(lines(history.slice(-5))).toEqual([
      `13 < ${failed} MapIterationFailed`,
      `14 < ${failed} TaskStateAborted`,
      `15 < ${failed} MapIterationAborted`,
      `16 < ${failed} MapStateFailed`,
      '17 < 16 ExecutionFailed',
    ]);
  });

  it('tells which branch failed and which were aborted', async () => {
    const { define, start, events } = laptop();
    const waiting = { StartAt: 'Rest', States: { Rest: { Type: 'Wait', Seconds: 900, End: true } } };
    const failing = { StartAt: 'Break', States: { Break: { Type: 'Fail', Error: 'Broken' } } };
    define({ StartAt: 'Both', States: { Both: { Type: 'Parallel', Branches: [waiting, failing], End: true } } });

    const history = await events(await start());

    expect(lines(history)).toEqual([
      '1 < 0 ExecutionStarted',
      '2 < 0 ParallelStateEntered',
      '3 < 2 ParallelStateStarted',
      '4 < 3 WaitStateEntered',
      '5 < 3 FailStateEntered',
      '6 < 5 WaitStateAborted',
      '7 < 5 ParallelStateFailed',
      '8 < 7 ExecutionFailed',
    ]);
  });
});
