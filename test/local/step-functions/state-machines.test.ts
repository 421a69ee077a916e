import { describe, expect, it } from '@jest/globals';
import { FUNCTION, FunctionFailure, laptop } from './laptop.ts';

const invoke = { Type: 'Task', Resource: 'arn:aws:states:::lambda:invoke', Parameters: { FunctionName: FUNCTION, 'Payload.$': '$' } };

describe('an execution', () => {
  it('runs a Lambda task as the role and succeeds with its output', async () => {
    const { define, start, outcome, authorized } = laptop(() => ({ passed: true }));
    define({ StartAt: 'Judge', States: { Judge: { ...invoke, ResultSelector: { 'passed.$': '$.Payload.passed' }, ResultPath: '$.verdict', End: true } } });

    const arn = await start({ run: 'a' });

    expect(await outcome(arn)).toEqual({ status: 'SUCCEEDED', output: { run: 'a', verdict: { passed: true } } });
    expect(authorized).toEqual([['lambda:InvokeFunction', FUNCTION]]);
  });

  it('catches what a function throws by its errorType, with the cause as JSON text', async () => {
    const { define, start, outcome } = laptop(() => new FunctionFailure('MetricMissingError', 'no rmse'));
    define({
      StartAt: 'Judge',
      States: {
        Judge: { ...invoke, Catch: [{ ErrorEquals: ['MetricMissingError'], ResultPath: '$.error', Next: 'Tell' }], End: true },
        Tell: { Type: 'Pass', End: true },
      },
    });

    const arn = await start({ run: 'a' });

    expect(await outcome(arn)).toEqual({
      status: 'SUCCEEDED',
      output: { run: 'a', error: { Error: 'MetricMissingError', Cause: '{"errorType":"MetricMissingError","errorMessage":"no rmse"}' } },
    });
  });
});
