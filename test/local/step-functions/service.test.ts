import { describe, expect, it } from '@jest/globals';
import { FUNCTION, laptop, MACHINE, ROLE } from './laptop.ts';

const resting = { StartAt: 'Rest', States: { Rest: { Type: 'Wait', Seconds: 60, End: true } } };
const quick = { StartAt: 'Pass', States: { Pass: { Type: 'Pass', End: true } } };
const ARN = 'arn:aws:states:eu-west-1:123456789012:execution:story:run-1';

describe('StartExecution', () => {
  it('again with the same name and input while it runs is the same start', async () => {
    const { define, call, clock, stepFunctions } = laptop();
    define(resting);

    const first = await call('StartExecution', { stateMachineArn: MACHINE, name: 'run-1', input: '{"a":1}' });
    await clock.advance(5);
    const second = await call('StartExecution', { stateMachineArn: MACHINE, name: 'run-1', input: '{"a":1}' });

    expect(first).toEqual({ executionArn: ARN, startDate: new Date('2026-11-22T10:00:00Z').getTime() / 1000 });
    expect(second).toEqual(first);
    expect(stepFunctions.transitions(ARN)).toBe(1);
  });

  it('under a taken name with other input, or after the end, is ExecutionAlreadyExists', async () => {
    const { define, start, refusal, clock } = laptop();
    define(resting);
    await start({ a: 1 });

    const other = await refusal('StartExecution', { stateMachineArn: MACHINE, name: 'run-1', input: '{"a":2}' });
    await clock.advance(60);
    const ended = await refusal('StartExecution', { stateMachineArn: MACHINE, name: 'run-1', input: '{"a":1}' });

    expect([other, ended]).toEqual([
      `ExecutionAlreadyExists: Execution Already Exists: '${ARN}'`,
      `ExecutionAlreadyExists: Execution Already Exists: '${ARN}'`,
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

describe('what is described and listed', () => {
  it('describes an execution with epoch seconds', async () => {
    const { define, start, call } = laptop();
    define(quick);

    const answer = await call('DescribeExecution', { executionArn: await start({ a: 1 }) });

    const at = new Date('2026-11-22T10:00:00Z').getTime() / 1000;
    expect(answer).toEqual({
      executionArn: ARN,
      stateMachineArn: MACHINE,
      name: 'run-1',
      status: 'SUCCEEDED',
      startDate: at,
      stopDate: at,
      input: '{"a":1}',
      inputDetails: { included: true },
      output: '{"a":1}',
      outputDetails: { included: true },
      redriveCount: 0,
      redriveStatus: 'NOT_REDRIVABLE',
      redriveStatusReason: 'Execution is SUCCEEDED and cannot be redriven',
    });
  });

  it('lists executions newest first, by status, in pages', async () => {
    const { define, start, call } = laptop();
    define(resting);
    for (const name of ['a', 'b', 'c']) await start({}, name);
    await call('StopExecution', { executionArn: 'arn:aws:states:eu-west-1:123456789012:execution:story:b' });

    const first = await call('ListExecutions', { stateMachineArn: MACHINE, maxResults: 2 });
    const second = await call('ListExecutions', { stateMachineArn: MACHINE, maxResults: 2, nextToken: first['nextToken'] });
    const aborted = await call('ListExecutions', { stateMachineArn: MACHINE, statusFilter: 'ABORTED' });

    expect(first['executions']).toMatchObject([{ name: 'c' }, { name: 'b' }]);
    expect(second).toMatchObject({ executions: [{ name: 'a', status: 'RUNNING' }] });
    expect(second).not.toHaveProperty('nextToken');
    expect(aborted['executions']).toMatchObject([{ name: 'b', status: 'ABORTED' }]);
  });

  it('describes and lists state machines, and the one that an execution began with', async () => {
    const { define, start, call } = laptop();
    define(resting);
    const executionArn = await start();
    define(quick, { logGroupArn: 'arn:aws:logs:eu-west-1:123456789012:log-group:story:*' });

    const [described, ofExecution, listed] = await Promise.all([
      call('DescribeStateMachine', { stateMachineArn: MACHINE }),
      call('DescribeStateMachineForExecution', { executionArn }),
      call('ListStateMachines', {}),
    ]);

    expect(described).toMatchObject({
      name: 'story',
      status: 'ACTIVE',
      type: 'STANDARD',
      roleArn: ROLE,
      definition: JSON.stringify(quick),
      tracingConfiguration: { enabled: false },
    });
    expect(described['loggingConfiguration']).toEqual({
      destinations: [{ cloudWatchLogsLogGroup: { logGroupArn: 'arn:aws:logs:eu-west-1:123456789012:log-group:story:*' } }],
    });
    expect(ofExecution).toMatchObject({ definition: JSON.stringify(resting), loggingConfiguration: { level: 'OFF' } });
    expect(listed['stateMachines']).toMatchObject([{ stateMachineArn: MACHINE, type: 'STANDARD' }]);
  });

  it('pages the history, in either order, and can leave the data out', async () => {
    const { define, start, call } = laptop();
    define(quick);
    const executionArn = await start({ a: 1 });

    const page = await call('GetExecutionHistory', { executionArn, maxResults: 3 });
    const rest = await call('GetExecutionHistory', { executionArn, maxResults: 3, nextToken: page['nextToken'] });
    const bare = await call('GetExecutionHistory', { executionArn, reverseOrder: true, includeExecutionData: false });

    expect(page['events']).toMatchObject([{ id: 1 }, { id: 2 }, { id: 3 }]);
    expect(rest['events']).toMatchObject([{ id: 4, type: 'ExecutionSucceeded' }]);
    expect(JSON.stringify(bare['events'])).not.toContain('"a"');
    expect(bare['events']).toMatchObject([{ id: 4 }, { id: 3 }, { id: 2 }, { id: 1 }]);
  });

  it.each([
    ['DescribeExecution', { executionArn: ARN }, `ExecutionDoesNotExist: Execution Does Not Exist: '${ARN}'`],
    ['StopExecution', { executionArn: 'run-1' }, "InvalidArn: Invalid Arn: 'Invalid ARN prefix: run-1'"],
    ['ListStateMachines', { nextToken: 'x' }, "InvalidToken: Invalid Token: 'Invalid token'"],
    ['CreateStateMachine', {}, 'UnsupportedOperation: CreateStateMachine of Step Functions is not supported locally'],
  ])('%s refuses in AWS’s words what is not there', async (action, input, expected) => {
    const { refusal } = laptop();

    expect(await refusal(action, input)).toContain(expected);
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
  const task = {
    Type: 'Task',
    Resource: 'arn:aws:states:::lambda:invoke',
    Parameters: { FunctionName: FUNCTION, 'Payload.$': '$' },
    OutputPath: '$.Payload',
    End: true,
  };

  it('goes on from the state that failed, with the input it had', async () => {
    let isBroken = true;
    const cloud = laptop((payload) => {
      if (isBroken) throw new Error('down');
      return payload;
    });
    cloud.define({ StartAt: 'Before', States: { Before: { Type: 'Pass', Result: 'kept', ResultPath: '$.before', Next: 'Work' }, Work: task } });
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

describe('the status events', () => {
  it('tell of the start and of the end, as EventBridge carries them', async () => {
    const { define, start, published, clock } = laptop();
    define(resting);

    await start({ a: 1 });
    await clock.advance(60);

    const started = new Date('2026-11-22T10:00:00Z').getTime();
    const common = { executionArn: ARN, stateMachineArn: MACHINE, name: 'run-1', startDate: started, input: '{"a":1}', inputDetails: { included: true } };
    const envelope = { source: 'aws.states', detailType: 'Step Functions Execution Status Change', resources: [ARN] };
    expect(published).toEqual([
      { ...envelope, detail: { ...common, status: 'RUNNING', stopDate: null, output: null, outputDetails: null } },
      { ...envelope, detail: { ...common, status: 'SUCCEEDED', stopDate: started + 60_000, output: '{"a":1}', outputDetails: { included: true } } },
    ]);
  });

  it('name error and cause, and leave out data that is too large', async () => {
    const { define, start, published } = laptop();
    define({ StartAt: 'Break', States: { Break: { Type: 'Fail', Error: 'RunFailed', Cause: 'see the record' } } });

    await start('"'.repeat(130_000));

    expect(published.at(-1)?.detail).toMatchObject({
      status: 'FAILED',
      error: 'RunFailed',
      cause: 'see the record',
      input: null,
      inputDetails: { included: false },
      output: null,
      outputDetails: null,
    });
  });
});

describe('the role of a state machine', () => {
  const logGroupArn = 'arn:aws:logs:eu-west-1:123456789012:log-group:story:*';

  it('must be one that Step Functions may assume', () => {
    const { define, denied } = laptop();
    denied.add('states.amazonaws.com');

    expect(() => define(quick)).toThrow('Neither the global service principal states.amazonaws.com');
  });

  it('must be able to create the log delivery, and to change it when the machine is defined again', () => {
    const { define, authorized } = laptop();

    define(quick, { logGroupArn });
    const creating = authorized.splice(0).map(([action]) => action);
    define(quick, { logGroupArn });

    expect(creating).toEqual(['logs:CreateLogDelivery', 'logs:PutResourcePolicy', 'logs:DescribeResourcePolicies', 'logs:DescribeLogGroups']);
    expect(authorized.map(([action]) => action)).toEqual(['logs:ListLogDeliveries', 'logs:GetLogDelivery', 'logs:UpdateLogDelivery']);
  });

  it('that may not deliver logs is refused with what is missing', () => {
    const { define, denied } = laptop();
    denied.add('logs:PutResourcePolicy');

    expect(() => define(quick, { logGroupArn })).toThrow(/not authorized to access the Log Destination .*logs:PutResourcePolicy/);
  });

  it('writes traces where tracing is on; without the permission the execution still goes on', async () => {
    const { define, start, outcome, authorized, denied } = laptop();
    denied.add('xray:PutTelemetryRecords');
    define(quick, { tracing: true });

    const arn = await start();

    expect(await outcome(arn)).toMatchObject({ status: 'SUCCEEDED' });
    expect(authorized).toEqual([
      ['xray:PutTraceSegments', '*'],
      ['xray:GetSamplingRules', '*'],
      ['xray:GetSamplingTargets', '*'],
    ]);
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
