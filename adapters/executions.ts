import {
  DescribeExecutionCommand,
  ExecutionAlreadyExists,
  ExecutionDoesNotExist,
  SFNClient,
  StartExecutionCommand,
  StopExecutionCommand,
} from '@aws-sdk/client-sfn';
import { nameScoring } from '../core/batch-name.ts';
import type { Execution, Executions, Scorings } from '../core/ports.ts';
import { PATIENT } from './patient.ts';

/** The executions of train-model. A run's name is its execution's name, so a second start of the same run is recognised by Step Functions itself. */
export function stepFunctionsExecutions(stateMachineArn: string, client = new SFNClient(PATIENT)): Executions {
  return {
    start: (project, run) => start(client, stateMachineArn, run, { project, run }),
    describe: (executionArn) => describe(client, executionArn),
    async stop(executionArn, cause) {
      await client.send(new StopExecutionCommand({ executionArn, cause }));
    },
  };
}

/** The executions of score-batch, one for each attempt at a scoring. */
export function stepFunctionsScorings(stateMachineArn: string, client = new SFNClient(PATIENT)): Scorings {
  return {
    start: ({ project, batch, attempt }) => start(client, stateMachineArn, nameScoring({ batch, attempt }), { project, batch, attempt }),
    async find(scoring) {
      try {
        return await describe(client, executionArn(stateMachineArn, nameScoring(scoring)));
      } catch (error) {
        if (error instanceof ExecutionDoesNotExist) return undefined;
        throw error;
      }
    },
  };
}

async function describe(client: SFNClient, arn: string): Promise<Execution> {
  const { name = '', status = '', error, cause, startDate } = await client.send(new DescribeExecutionCommand({ executionArn: arn }));
  return { name, status, ...(error && { error }), ...(cause && { cause }), startedAt: startDate?.toISOString() ?? '' };
}

async function start(client: SFNClient, stateMachineArn: string, name: string, input: object): Promise<string> {
  try {
    await client.send(new StartExecutionCommand({ stateMachineArn, name, input: JSON.stringify(input) }));
  } catch (error) {
    if (!(error instanceof ExecutionAlreadyExists)) throw error;
  }
  return executionArn(stateMachineArn, name);
}

const executionArn = (stateMachineArn: string, name: string) => `${stateMachineArn.replace(':stateMachine:', ':execution:')}:${name}`;
