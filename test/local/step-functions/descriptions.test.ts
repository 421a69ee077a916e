import { describe, expect, it } from '@jest/globals';
import { EXECUTION, laptop, MACHINE, ROLE } from './laptop.ts';
import { quick, resting } from './sample-definitions.ts';

describe('what is described and listed', () => {
  it('describes an execution with epoch seconds', async () => {
    const { define, start, call } = laptop();
    define(quick);

    const answer = await call('DescribeExecution', { executionArn: await start({ a: 1 }) });

    const at = new Date('2026-11-22T10:00:00Z').getTime() / 1000;
    expect(answer).toEqual({
      executionArn: EXECUTION,
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
    ['DescribeExecution', { executionArn: EXECUTION }, `ExecutionDoesNotExist: Execution Does Not Exist: '${EXECUTION}'`],
    ['StopExecution', { executionArn: 'run-1' }, "InvalidArn: Invalid Arn: 'Invalid ARN prefix: run-1'"],
    ['ListStateMachines', { nextToken: 'x' }, "InvalidToken: Invalid Token: 'Invalid token'"],
    ['CreateStateMachine', {}, 'UnsupportedOperation: CreateStateMachine of Step Functions is not supported locally'],
  ])('%s refuses in AWS’s words what is not there', async (action, input, expected) => {
    const { refusal } = laptop();

    expect(await refusal(action, input)).toContain(expected);
  });
});
