import { describe, expect, it } from '@jest/globals';
import { EXECUTION, laptop, MACHINE } from './laptop.ts';
import { invoke, quick, resting } from './sample-definitions.ts';

describe('StartExecution', () => {
  it('again with the same name and input while it runs is the same start', async () => {
    const { define, call, clock, stepFunctions } = laptop();
    define(resting);

    const first = await call('StartExecution', { stateMachineArn: MACHINE, name: 'run-1', input: '{"a":1}' });
    await clock.advance(5);
    const second = await call('StartExecution', { stateMachineArn: MACHINE, name: 'run-1', input: '{"a":1}' });

    expect(first).toEqual({ executionArn: EXECUTION, startDate: new Date('2026-11-22T10:00:00Z').getTime() / 1000 });
    expect(second).toEqual(first);
    expect(stepFunctions.transitions(EXECUTION)).toBe(1);
  });

  it('under a taken name with other input, or after the end, is ExecutionAlreadyExists', async () => {
    const { define, start, refusal, clock } = laptop();
    define(resting);
    await start({ a: 1 });

    const other = await refusal('StartExecution', { stateMachineArn: MACHINE, name: 'run-1', input: '{"a":2}' });
    await clock.advance(60);
    const ended = await refusal('StartExecution', { stateMachineArn: MACHINE, name: 'run-1', input: '{"a":1}' });

    expect([other, ended]).toEqual([
      `ExecutionAlreadyExists: Execution Already Exists: '${EXECUTION}'`,
      `ExecutionAlreadyExists: Execution Already Exists: '${EXECUTION}'`,
    ]);
  });

  it('makes a name where none is given, and takes {} for input', async () => {
    const { define, call } = laptop();
    define(quick);

    const { executionArn } = await call('StartExecution', { stateMachineArn: MACHINE });

    expect(String(executionArn)).toMatch(/:execution:story:[0-9a-f-]{36}$/);
    expect(await call('DescribeExecution', { executionArn })).toMatchObject({ input: '{}' });
  });

  it.each([
    [{ name: 'a b' }, "InvalidName: Invalid Name: 'a b'"],
    [{ name: 'a/b' }, "InvalidName: Invalid Name: 'a/b'"],
    [{ name: 'x'.repeat(81) }, `InvalidName: Invalid Name: '${'x'.repeat(81)}'`],
    [{ input: '{' }, "InvalidExecutionInput: Invalid State Machine Execution Input: 'Invalid execution input.'"],
    [{ input: '' }, "InvalidExecutionInput: Invalid State Machine Execution Input: 'Invalid execution input.'"],
    [{ input: JSON.stringify('x'.repeat(262_143)) }, "InvalidExecutionInput: Invalid State Machine Execution Input: 'the input is larger than 262144 bytes'"],
    [{ stateMachineArn: `${MACHINE}2` }, `StateMachineDoesNotExist: State Machine Does Not Exist: '${MACHINE}2'`],
    [{ stateMachineArn: 'story' }, "InvalidArn: Invalid Arn: 'Invalid ARN prefix: story'"],
  ])('refuses what AWS refuses (%#)', async (request, expected) => {
    const { define, refusal } = laptop();
    define(quick);

    const refused = await refusal('StartExecution', { stateMachineArn: MACHINE, name: 'run-1', ...request });

    expect(refused).toBe(expected);
  });
});

describe('StopExecution', () => {
  it('of what is over changes nothing', async () => {
    const { define, start, call, outcome, published } = laptop();
    define(quick);
    const executionArn = await start();

    const answer = await call('StopExecution', { executionArn, error: 'Late' });

    expect(answer).toEqual({ stopDate: new Date('2026-11-22T10:00:00Z').getTime() / 1000 });
    expect(await outcome(executionArn)).toMatchObject({ status: 'SUCCEEDED' });
    expect(published).toHaveLength(2);
  });
});

describe('RedriveExecution', () => {
  it('goes on from the state that failed, with the input it had', async () => {
    let isBroken = true;
    const cloud = laptop((payload) => {
      if (isBroken) throw new Error('down');
      return payload;
    });
    cloud.define({
      StartAt: 'Before',
      States: { Before: { Type: 'Pass', Result: 'kept', ResultPath: '$.before', Next: 'Work' }, Work: { ...invoke, End: true } },
    });
    const executionArn = await cloud.start({ a: 1 });
    isBroken = false;

    await cloud.call('RedriveExecution', { executionArn });
    await cloud.clock.advance(0);

    const types = (await cloud.events(executionArn)).map(({ type }) => type);
    expect(await cloud.outcome(executionArn)).toEqual({ status: 'SUCCEEDED', output: { a: 1, before: 'kept' } });
    expect(types.filter((type) => type === 'PassStateEntered')).toHaveLength(1);
    expect(types).toContain('ExecutionRedriven');
    expect(cloud.published.map(({ detail }) => detail['status'])).toEqual(['RUNNING', 'FAILED', 'RUNNING', 'SUCCEEDED']);
  });

  it('refuses what succeeded or still runs', async () => {
    const { define, start, refusal } = laptop();
    define(resting);

    const refused = await refusal('RedriveExecution', { executionArn: await start() });

    expect(refused).toBe("ExecutionNotRedrivable: Execution Not Redrivable: 'Execution is RUNNING and cannot be redriven'");
  });
});

describe('close', () => {
  it('lets every timer go and tells nobody', async () => {
    const { define, start, clock, published, stepFunctions } = laptop();
    define(resting);
    await start();

    await stepFunctions.close();
    await clock.advance(120);

    expect(clock.pending).toBe(0);
    expect(published).toHaveLength(1);
  });
});
