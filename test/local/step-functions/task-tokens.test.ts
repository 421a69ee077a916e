import { describe, expect, it } from '@jest/globals';
import type { JsonObject } from '../../../local/step-functions/json.ts';
import { FUNCTION, FunctionFailure, laptop } from './laptop.ts';
import { settled } from './virtual-clock.ts';

const task = {
  Type: 'Task',
  Resource: 'arn:aws:states:::lambda:invoke.waitForTaskToken',
  Parameters: { FunctionName: FUNCTION, Payload: { 'token.$': '$$.Task.Token' } },
  End: true,
};
const GONE = "TaskTimedOut: Task Timed Out: 'Provided task does not exist anymore'";

/** An execution whose only state waits for a token; `token()` is the one that the function was last given. */
async function waiting(state: JsonObject = {}, work: (token: string) => unknown = () => ({})) {
  let token = '';
  const cloud = laptop((payload) => {
    token = tokenIn(payload);
    return work(token);
  });
  cloud.define({ StartAt: 'Train', States: { Train: { ...task, ...state }, Tell: { Type: 'Pass', End: true } } });
  const arn = await cloud.start();
  const answer = async (action: string, input: JsonObject = {}) => {
    const refusal = await cloud.refusal(action, { taskToken: token, ...input });
    await settled();
    return refusal;
  };
  return { ...cloud, arn, answer, token: () => token };
}

function tokenIn(payload: unknown): string {
  return typeof payload === 'object' && payload !== null && 'token' in payload ? String(payload.token) : '';
}

describe('a task that waits for its token', () => {
  it('goes on with what SendTaskSuccess brings', async () => {
    const { outcome, arn, answer } = await waiting();
    const before = await outcome(arn);

    await answer('SendTaskSuccess', { output: '{"job":"a1"}' });

    expect(before['status']).toBe('RUNNING');
    expect(await outcome(arn)).toEqual({ status: 'SUCCEEDED', output: { job: 'a1' } });
  });

  it('fails with what SendTaskFailure says', async () => {
    const { outcome, arn, answer } = await waiting({ Catch: [{ ErrorEquals: ['CapacityError'], Next: 'Tell' }] });

    await answer('SendTaskFailure', { error: 'CapacityError', cause: 'no ml.g5' });

    expect(await outcome(arn)).toEqual({ status: 'SUCCEEDED', output: { Error: 'CapacityError', Cause: 'no ml.g5' } });
  });

  it('can be answered by the function itself, before it returns, whatever becomes of the function', async () => {
    let fail: (error: FunctionFailure) => void = () => {};
    const returned = new Promise<FunctionFailure>((resolve) => {
      fail = resolve;
    });
    const { outcome, arn, answer, events } = await waiting({}, () => returned);

    await answer('SendTaskSuccess', { output: '"early"' });
    fail(new FunctionFailure('TooLate'));
    await settled();

    expect(await outcome(arn)).toEqual({ status: 'SUCCEEDED', output: 'early' });
    expect((await events(arn)).map(({ type }) => type).slice(2, 5)).toEqual(['TaskScheduled', 'TaskStarted', 'TaskSucceeded']);
  });

  it('takes a token once: a second answer hears that the task is over', async () => {
    const { answer, outcome, arn } = await waiting();

    const first = await answer('SendTaskSuccess', { output: '1' });
    const second = await answer('SendTaskSuccess', { output: '2' });

    expect([first, second]).toEqual(['accepted', GONE]);
    expect(await outcome(arn)).toEqual({ status: 'SUCCEEDED', output: 1 });
  });

  it('refuses unknown tokens and output that is no JSON or too large', async () => {
    const { answer, token } = await waiting();

    const refusals = [
      await answer('SendTaskSuccess', { taskToken: 'nonsense', output: '1' }),
      await answer('SendTaskHeartbeat', { taskToken: `${token()}x` }),
      await answer('SendTaskSuccess', { output: '{' }),
      await answer('SendTaskSuccess', { output: JSON.stringify('x'.repeat(262_143)) }),
    ];

    expect(refusals.map((refusal) => refusal.split(':')[0])).toEqual(['InvalidToken', 'TaskDoesNotExist', 'InvalidOutput', 'InvalidOutput']);
  });

  it('is interrupted at once by StopExecution, and a later answer hears that it is over', async () => {
    const { call, arn, answer, outcome, clock, events } = await waiting({ TimeoutSeconds: 600, HeartbeatSeconds: 60 });

    await call('StopExecution', { executionArn: arn, error: 'Changed', cause: 'by hand' });
    const late = await answer('SendTaskSuccess', { output: '1' });

    expect(await outcome(arn)).toEqual({ status: 'ABORTED', error: 'Changed', cause: 'by hand' });
    expect((await events(arn)).at(-1)).toMatchObject({
      type: 'ExecutionAborted',
      previousEventId: 0,
      executionAbortedEventDetails: { error: 'Changed', cause: 'by hand' },
    });
    expect(late).toBe(GONE);
    expect(clock.pending).toBe(0);
  });

  it('that is answered in the moment of a stop leaves the execution ABORTED, and nothing in its history after that', async () => {
    const { call, arn, token, outcome, events } = await waiting();

    const answered = call('SendTaskSuccess', { taskToken: token(), output: '1' });
    const stopped = call('StopExecution', { executionArn: arn });
    await Promise.all([answered, stopped]);
    await settled();

    expect(await outcome(arn)).toEqual({ status: 'ABORTED' });
    expect((await events(arn)).at(-1)).toMatchObject({ type: 'ExecutionAborted' });
  });

  it('times out after TimeoutSeconds however often it is heard of', async () => {
    const { answer, clock, outcome, arn } = await waiting({ TimeoutSeconds: 100, HeartbeatSeconds: 60 });

    await clock.advance(50);
    await answer('SendTaskHeartbeat');
    await clock.advance(50);

    expect(await outcome(arn)).toEqual({ status: 'FAILED', error: 'States.Timeout' });
    expect(await answer('SendTaskSuccess', { output: '1' })).toBe(GONE);
  });

  it.each(['States.HeartbeatTimeout', 'States.Timeout'])('that is not heard of for HeartbeatSeconds is caught as %s', async (name) => {
    const { answer, clock, outcome, arn } = await waiting({ HeartbeatSeconds: 60, Catch: [{ ErrorEquals: [name], Next: 'Tell' }] });

    await clock.advance(59);
    await answer('SendTaskHeartbeat');
    await clock.advance(59);
    const before = await outcome(arn);
    await clock.advance(1);

    expect(before['status']).toBe('RUNNING');
    expect(await outcome(arn)).toEqual({ status: 'SUCCEEDED', output: { Error: 'States.Timeout', Cause: '' } });
  });

  it('fails where its function fails, and the token is over', async () => {
    const { outcome, arn, answer } = await waiting({}, () => new FunctionFailure('JobNameTakenError'));

    const late = await answer('SendTaskSuccess', { output: '1' });

    expect(await outcome(arn)).toMatchObject({ status: 'FAILED', error: 'JobNameTakenError' });
    expect(late).toBe(GONE);
  });

  it('is given a new token for each attempt', async () => {
    const tokens: string[] = [];
    const { answer, clock, outcome, arn } = await waiting({ Retry: [{ ErrorEquals: ['CapacityError'], MaxAttempts: 9 }] }, (token) => tokens.push(token));

    await answer('SendTaskFailure', { error: 'CapacityError' });
    await clock.advance(1);
    await answer('SendTaskSuccess', { output: '"second"' });

    expect(new Set(tokens).size).toBe(2);
    expect(await outcome(arn)).toEqual({ status: 'SUCCEEDED', output: 'second' });
  });
});
