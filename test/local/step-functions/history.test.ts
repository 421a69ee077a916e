import { describe, expect, it } from '@jest/globals';
import type { Facts } from '../../../local/plane.ts';
import { lines } from './history-lines.ts';
import { FUNCTION, FunctionFailure, laptop, ROLE } from './laptop.ts';
import { settled } from './virtual-clock.ts';

const invoke = { Type: 'Task', Resource: 'arn:aws:states:::lambda:invoke', Parameters: { FunctionName: FUNCTION, Payload: { run: 'a' } }, TimeoutSeconds: 60 };
const kind = { resourceType: 'lambda', resource: 'invoke' };

const withoutTime = (events: readonly Facts[]) => events.map(({ timestamp: _time, ...event }) => event);

describe('the history of a Lambda task', () => {
  it('has the events, links and details that AWS records', async () => {
    const { define, start, events } = laptop(() => ({ ok: true }));
    define({ StartAt: 'One', States: { One: { ...invoke, ResultSelector: { 'ok.$': '$.Payload.ok' }, End: true } } });

    const history = withoutTime(await events(await start({ a: 1 })));

    const answered = {
      ExecutedVersion: '$LATEST',
      Payload: { ok: true },
      SdkHttpMetadata: { AllHttpHeaders: { 'x-amzn-RequestId': ['invocation-1'] }, HttpHeaders: { 'x-amzn-RequestId': 'invocation-1' }, HttpStatusCode: 200 },
      SdkResponseMetadata: { RequestId: 'invocation-1' },
      StatusCode: 200,
    };
    expect(history).toEqual([
      {
        id: 1,
        previousEventId: 0,
        type: 'ExecutionStarted',
        executionStartedEventDetails: { input: '{"a":1}', inputDetails: { truncated: false }, roleArn: ROLE },
      },
      { id: 2, previousEventId: 0, type: 'TaskStateEntered', stateEnteredEventDetails: { name: 'One', input: '{"a":1}', inputDetails: { truncated: false } } },
      {
        id: 3,
        previousEventId: 2,
        type: 'TaskScheduled',
        taskScheduledEventDetails: { ...kind, region: 'eu-west-1', parameters: JSON.stringify(invoke.Parameters), timeoutInSeconds: 60 },
      },
      { id: 4, previousEventId: 3, type: 'TaskStarted', taskStartedEventDetails: kind },
      {
        id: 5,
        previousEventId: 4,
        type: 'TaskSucceeded',
        taskSucceededEventDetails: { ...kind, output: JSON.stringify(answered), outputDetails: { truncated: false } },
      },
      {
        id: 6,
        previousEventId: 5,
        type: 'TaskStateExited',
        stateExitedEventDetails: { name: 'One', output: '{"ok":true}', outputDetails: { truncated: false } },
      },
      { id: 7, previousEventId: 6, type: 'ExecutionSucceeded', executionSucceededEventDetails: { output: '{"ok":true}', outputDetails: { truncated: false } } },
    ]);
  });

  it('schedules a retry after the failure, and exits through Catch', async () => {
    const { define, start, events, clock } = laptop(() => new FunctionFailure('Busy'));
    const rules = { Retry: [{ ErrorEquals: ['Busy'], MaxAttempts: 1 }], Catch: [{ ErrorEquals: ['Busy'], Next: 'Tell' }] };
    define({ StartAt: 'One', States: { One: { ...invoke, ...rules, End: true }, Tell: { Type: 'Fail', Error: 'Told' } } });

    const arn = await start();
    await clock.advance(1);

    const history = await events(arn);
    expect(lines(history)).toEqual([
      '1 < 0 ExecutionStarted',
      '2 < 0 TaskStateEntered',
      '3 < 2 TaskScheduled',
      '4 < 3 TaskStarted',
      '5 < 4 TaskFailed',
      '6 < 5 TaskScheduled',
      '7 < 6 TaskStarted',
      '8 < 7 TaskFailed',
      '9 < 8 TaskStateExited',
      '10 < 9 FailStateEntered',
      '11 < 10 ExecutionFailed',
    ]);
    expect(history[4]).toMatchObject({ taskFailedEventDetails: { ...kind, error: 'Busy', cause: '{"errorType":"Busy","errorMessage":"it went wrong"}' } });
    expect(history[10]).toMatchObject({ executionFailedEventDetails: { error: 'Told' } });
  });

  it('names a time limit that passed TaskTimedOut', async () => {
    const { define, start, events, clock } = laptop(() => new Promise(() => {}));
    define({ StartAt: 'One', States: { One: { ...invoke, End: true } } });

    const arn = await start();
    await clock.advance(60);

    expect((await events(arn)).slice(4)).toMatchObject([
      { type: 'TaskTimedOut', previousEventId: 4, taskTimedOutEventDetails: { ...kind, error: 'States.Timeout' } },
      { type: 'ExecutionFailed', previousEventId: 5, executionFailedEventDetails: { error: 'States.Timeout' } },
    ]);
  });

  it('uses the LambdaFunction events for a bare ARN', async () => {
    const { define, start, events } = laptop();
    define({ StartAt: 'One', States: { One: { Type: 'Task', Resource: FUNCTION, End: true } } });

    const history = await events(await start({ a: 1 }));

    expect(lines(history).slice(2, 5)).toEqual(['3 < 2 LambdaFunctionScheduled', '4 < 3 LambdaFunctionStarted', '5 < 4 LambdaFunctionSucceeded']);
    expect(history[2]).toMatchObject({ lambdaFunctionScheduledEventDetails: { resource: FUNCTION, input: '{"a":1}' } });
  });
});

describe('the history of a token task', () => {
  it('says what was submitted, then what the token brought', async () => {
    let token = '';
    const { define, start, events, call } = laptop((payload) => {
      token = String(payload);
      return 'submitted';
    });
    const Parameters = { FunctionName: FUNCTION, 'Payload.$': '$$.Task.Token' };
    define({
      StartAt: 'One',
      States: { One: { ...invoke, Resource: 'arn:aws:states:::lambda:invoke.waitForTaskToken', Parameters, HeartbeatSeconds: 9, End: true } },
    });

    const arn = await start();
    await call('SendTaskSuccess', { taskToken: token, output: '1' });
    await settled();

    const history = await events(arn);
    expect(lines(history)).toEqual([
      '1 < 0 ExecutionStarted',
      '2 < 0 TaskStateEntered',
      '3 < 2 TaskScheduled',
      '4 < 3 TaskStarted',
      '5 < 4 TaskSubmitted',
      '6 < 5 TaskSucceeded',
      '7 < 6 TaskStateExited',
      '8 < 7 ExecutionSucceeded',
    ]);
    expect(history[2]).toMatchObject({ taskScheduledEventDetails: { resource: 'invoke.waitForTaskToken', timeoutInSeconds: 60, heartbeatInSeconds: 9 } });
    expect(history[5]).toMatchObject({ taskSucceededEventDetails: { resource: 'invoke.waitForTaskToken', output: '1' } });
  });
});

describe('a history that grows too long', () => {
  it('fails the execution at 25,000 events', async () => {
    const { define, start, outcome, call } = laptop();
    define({
      StartAt: 'Round',
      States: { Round: { Type: 'Pass', Next: 'Again' }, Again: { Type: 'Choice', Choices: [{ Variable: '$', IsPresent: true, Next: 'Round' }] } },
    });

    const arn = await start();

    expect(await outcome(arn)).toMatchObject({
      status: 'FAILED',
      error: 'States.Runtime',
      cause: expect.stringContaining('reached the maximum number of history events (25000)'),
    });
    const { events } = await call('GetExecutionHistory', { executionArn: arn, reverseOrder: true, maxResults: 1 });
    expect(events).toMatchObject([{ id: 25_000, type: 'ExecutionFailed' }]);
  });
});
