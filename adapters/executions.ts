import { DescribeExecutionCommand, ExecutionAlreadyExists, SFNClient, StartExecutionCommand } from '@aws-sdk/client-sfn';
import type { Executions } from '../core/ports.ts';

/** The executions of train-model. A run's name is its execution's name, so a second start of the same run is recognised by Step Functions itself. */
export function stepFunctionsExecutions(stateMachineArn: string, client = new SFNClient({})): Executions {
  return {
    async start(project, run) {
      try {
        await client.send(new StartExecutionCommand({ stateMachineArn, name: run, input: JSON.stringify({ project, run }) }));
      } catch (error) {
        if (!(error instanceof ExecutionAlreadyExists)) throw error;
      }
      return `${stateMachineArn.replace(':stateMachine:', ':execution:')}:${run}`;
    },
    async describe(executionArn) {
      const { name = '', status = '', error, cause, startDate } = await client.send(new DescribeExecutionCommand({ executionArn }));
      return { name, status, ...(error && { error }), ...(cause && { cause }), startedAt: startDate?.toISOString() ?? '' };
    },
  };
}
