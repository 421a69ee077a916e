import { describe, expect, it } from '@jest/globals';
import { FunctionFailure } from '../local/step-functions/laptop.ts';
import { definitionOf } from './definition-of.ts';
import { type Answers, playerOf } from './player.ts';

const numbers = (count: number) => Array.from({ length: count }, (_, number) => number);
const splitInto = (step: object, ranges: number, objects: number) => () => ({
  next: 'split',
  transformTimeoutSeconds: 600,
  split: { step, ranges: numbers(ranges), objects: numbers(objects) },
});

const MACHINES = [
  {
    machine: 'train-model',
    step: { project: 'cars', run: 'cars-1-abcdef' },
    story: { reads: 'PrepareDataset', chooses: 'CanTrain', starts: 'StartTraining', fails: ['FailRun', 'SendFailureMails', 'RunFailed'] },
    happy: { ClaimRequests: () => ({ next: 'go', trainingTimeoutSeconds: 600 }), EvaluateModel: () => ({ passed: true }) },
  },
  {
    machine: 'score-batch',
    step: { project: 'cars', batch: 'cars-batch-0123456789ab', attempt: 1 },
    story: { reads: 'CheckBatch', chooses: 'CanScore', starts: 'StartTransform', fails: ['FailBatch', 'SendFailureMails', 'BatchFailed'] },
    happy: {},
  },
] as const;

describe.each(MACHINES)('$machine, of a file that is larger than one function should read', ({ machine, step, story, happy }) => {
  const merged: Answers = { ComposeRanges: () => ({ spans: [0, 1] }), MergeRanges: () => ({ next: 'go', transformTimeoutSeconds: 600 }) };
  const { play } = playerOf(definitionOf(machine), step, { ...happy, [story.reads]: splitInto(step, 3, 1), ...merged });
  const calls = (invoked: readonly string[], name: string) => invoked.filter((each) => each === name).length;

  it('looks at every range, reads every span and hashes every object, then merges and goes on', async () => {
    const { states, invoked, payloads, outcome } = await play();

    const since = states.slice(states.indexOf(story.reads));
    const payloadsOf = (name: string) => payloads.filter((_, at) => invoked[at] === name);
    expect(since.slice(0, 3)).toEqual([story.reads, story.chooses, 'ReadRanges']);
    expect(since.slice(since.indexOf('MergeRanges')).slice(0, 3)).toEqual(['MergeRanges', story.chooses, story.starts]);
    expect(payloadsOf('ScoutRange')).toEqual(numbers(3).map((number) => ({ step, number })));
    expect(payloadsOf('ComposeRanges')).toEqual([step]);
    expect(payloadsOf('PrepareRange')).toEqual(numbers(2).map((number) => ({ step, number })));
    expect(payloadsOf('HashObject')).toEqual([{ step, number: 0 }]);
    expect(payloadsOf('MergeRanges')).toEqual([machine === 'train-model' ? step : { ...step, execution: expect.any(String) }]);
    expect(outcome).toMatchObject({ status: 'SUCCEEDED' });
  });

  it('passes on little, and takes a history that Step Functions can hold, also of as many ranges as there can be', async () => {
    const { events, arn, outcome } = await play({ [story.reads]: splitInto(step, 800, 300), ComposeRanges: () => ({ spans: numbers(800) }) });

    const history = await events(arn);
    expect(outcome).toMatchObject({ status: 'SUCCEEDED' });
    expect(history.length).toBeLessThan(20_000);
    expect(Math.max(...history.map((event) => JSON.stringify(event).length))).toBeLessThan(32_768);
  });

  it('starts no job where the merge finds that the data is refused', async () => {
    const { invoked, outcome } = await play({ MergeRanges: () => ({ next: 'finish', transformTimeoutSeconds: 600 }) }, { answers: [] });

    expect(invoked).not.toContain(story.starts);
    expect(outcome).toMatchObject({ status: 'SUCCEEDED' });
  });

  it.each(['ScoutRange', 'PrepareRange', 'HashObject'])('leaves it to the merge to refuse a version that %s finds deleted', async (name) => {
    const { states, outcome } = await play({ [name]: () => new FunctionFailure('VersionGoneError') });

    expect(states).toContain('MergeRanges');
    expect(calls(states, name)).toBeGreaterThan(0);
    expect(outcome).toMatchObject({ status: 'SUCCEEDED' });
  });

  it.each(['ScoutRange', 'ComposeRanges', 'PrepareRange', 'HashObject', 'MergeRanges'])('records as failed what %s cannot do', async (name) => {
    const { states, payloads, outcome } = await play({ [name]: () => new FunctionFailure('TypeError') });

    expect(states.slice(-3)).toEqual(story.fails);
    expect(payloads.at(-2)).toMatchObject({ error: { Error: 'TypeError' } });
    expect(outcome).toMatchObject({ status: 'FAILED' });
  });

  it('tries a range again after Lambda’s own trouble', async () => {
    const { invoked, outcome } = await play({ PrepareRange: (nth) => (nth % 2 ? new FunctionFailure('Sandbox.Timedout') : {}) });

    expect(calls(invoked, 'PrepareRange')).toBeGreaterThan(2);
    expect(outcome).toMatchObject({ status: 'SUCCEEDED' });
  });

  it('merges once more where another try of the merge has tidied up meanwhile', async () => {
    let tries = 0;

    const { outcome } = await play({ MergeRanges: (nth) => (++tries === 1 ? new FunctionFailure('RangeFileLostError') : merged['MergeRanges']?.(nth)) });

    expect(tries).toBe(2);
    expect(outcome).toMatchObject({ status: 'SUCCEEDED' });
  });
});
