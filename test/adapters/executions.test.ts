import { CreateStateMachineCommand, DescribeExecutionCommand, SFNClient, StopExecutionCommand } from '@aws-sdk/client-sfn';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { stepFunctionsExecutions, stepFunctionsScorings } from '../../adapters/executions.ts';
import { startMoto } from './moto-server.ts';

let moto: Awaited<ReturnType<typeof startMoto>>;
let client: SFNClient;
let machine: string;

beforeAll(async () => {
  moto = await startMoto();
  client = new SFNClient(moto.client);
  const definition = JSON.stringify({ StartAt: 'Rest', States: { Rest: { Type: 'Wait', Seconds: 60, End: true } } });
  const { stateMachineArn = '' } = await client.send(
    new CreateStateMachineCommand({ name: 'nacre-dev-train-model', definition, roleArn: 'arn:aws:iam::123456789012:role/train-model' }),
  );
  machine = stateMachineArn;
});
afterAll(async () => {
  client.destroy();
  await moto.stop();
});

describe('the executions of train-model', () => {
  it('start under the name of the run, once, however often they are started', async () => {
    const executions = stepFunctionsExecutions(machine, client);

    const arns = [await executions.start('cars', 'cars-1-abcdef'), await executions.start('cars', 'cars-1-abcdef')];

    expect(arns).toEqual(Array(2).fill('arn:aws:states:eu-west-1:123456789012:execution:nacre-dev-train-model:cars-1-abcdef'));
    expect(await executions.describe(arns[0] ?? '')).toMatchObject({ name: 'cars-1-abcdef', status: 'RUNNING', startedAt: expect.stringMatching(/^20/) });
  });

  it('are not started again once they are over', async () => {
    const executions = stepFunctionsExecutions(machine, client);
    const executionArn = await executions.start('cars', 'cars-2-abcdef');
    await client.send(new StopExecutionCommand({ executionArn }));

    await executions.start('cars', 'cars-2-abcdef');

    expect(await executions.describe(executionArn)).toMatchObject({ status: 'ABORTED' });
  });

  it('can be stopped, once however often it is asked', async () => {
    const executions = stepFunctionsExecutions(machine, client);
    const arn = await executions.start('cars', 'cars-4-abcdef');

    await executions.stop(arn, 'cancelled by ann');
    await executions.stop(arn, 'cancelled by bob');

    expect(await executions.describe(arn)).toMatchObject({ status: 'ABORTED' });
  });

  it('cannot be started where the state machine is missing', async () => {
    const executions = stepFunctionsExecutions(machine.replace('train-model', 'nothing'), client);

    await expect(executions.start('cars', 'cars-3-abcdef')).rejects.toMatchObject({ name: 'StateMachineDoesNotExist' });
  });
});

describe('the executions of score-batch', () => {
  it('start under the name of the attempt, once, with nothing but what names it', async () => {
    const scorings = stepFunctionsScorings(machine, client);
    const scoring = { project: 'cars', batch: 'cars-batch-0123456789ab', attempt: 2 };

    const arns = [await scorings.start({ ...scoring, ...{ status: 'Opened' } }), await scorings.start(scoring)];

    const [executionArn = ''] = arns;
    const { input } = await client.send(new DescribeExecutionCommand({ executionArn }));
    expect(arns).toEqual(Array(2).fill(expect.stringMatching(/:cars-batch-0123456789ab-2$/)));
    expect(JSON.parse(input ?? '')).toEqual(scoring);
  });

  it('are found by the name of the attempt once they were started', async () => {
    const scorings = stepFunctionsScorings(machine, client);
    const scoring = { project: 'cars', batch: 'cars-batch-0123456789ab', attempt: 3 };

    const before = await scorings.find(scoring);
    await scorings.start(scoring);

    expect(before).toBeUndefined();
    expect(await scorings.find(scoring)).toMatchObject({ name: 'cars-batch-0123456789ab-3', status: 'RUNNING' });
  });
});
