import { describe, expect, it } from '@jest/globals';
import { EXECUTION, laptop, MACHINE } from './laptop.ts';
import { resting } from './sample-definitions.ts';

describe('the status events', () => {
  it('tell of the start and of the end, as EventBridge carries them', async () => {
    const { define, start, published, clock } = laptop();
    define(resting);

    await start({ a: 1 });
    await clock.advance(60);

    const started = new Date('2026-11-22T10:00:00Z').getTime();
    const common = { executionArn: EXECUTION, stateMachineArn: MACHINE, name: 'run-1', startDate: started, input: '{"a":1}', inputDetails: { included: true } };
    const envelope = { source: 'aws.states', detailType: 'Step Functions Execution Status Change', resources: [EXECUTION] };
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

it.each([
  ['ExecutionsSucceeded', resting, 60],
  ['ExecutionsFailed', { StartAt: 'Break', States: { Break: { Type: 'Fail', Error: 'RunFailed' } } }, 0],
  ['ExecutionsTimedOut', { ...resting, TimeoutSeconds: 5 }, 5],
])('counts the start and %s for CloudWatch', async (ended, definition, seconds) => {
  const { define, start, counted, clock } = laptop();
  define(definition);

  await start();
  await clock.advance(seconds);

  expect(counted).toEqual([`AWS/States ExecutionsStarted ${MACHINE}`, `AWS/States ${ended} ${MACHINE}`]);
});

it('counts an execution that is stopped, and one that is taken up again', async () => {
  const { define, start, counted, call } = laptop();
  define(resting);
  const executionArn = await start();

  await call('StopExecution', { executionArn });
  await call('RedriveExecution', { executionArn });

  expect(counted.map((line) => line.split(' ')[1])).toEqual(['ExecutionsStarted', 'ExecutionsAborted', 'ExecutionsRedriven']);
});
