import { z } from 'zod';
import type { Clock } from '../clock.ts';
import { AwsError, type Facts } from '../plane.ts';
import { eventAnswer, executionAnswer, executionItem, machineAnswer, machineItem, machineOfExecutionAnswer, seconds } from './answers.ts';
import type { Executions } from './executions.ts';
import { type Json, PAYLOAD_LIMIT, parseJson } from './json.ts';
import { pageOf } from './pages.ts';
import type { StateMachine } from './state-machine.ts';
import type { TaskTokens } from './task-tokens.ts';

interface Parts {
  readonly machines: ReadonlyMap<string, StateMachine>;
  readonly executions: Executions;
  readonly tokens: TaskTokens;
  readonly clock: Clock;
}
type Actions = Readonly<Record<string, (input: Facts) => Facts>>;

const page = { maxResults: z.int().optional(), nextToken: z.string().optional() };
const OfExecution = z.object({ executionArn: z.string() });
const OfMachine = z.object({ stateMachineArn: z.string() });
const Started = z.object({ stateMachineArn: z.string(), name: z.string().optional(), input: z.string().optional() });
const Stopped = z.object({ executionArn: z.string(), error: z.string().optional(), cause: z.string().optional() });
const Listed = z.object({ stateMachineArn: z.string(), statusFilter: z.string().optional(), ...page });
const HistoryAsked = z.object({ executionArn: z.string(), reverseOrder: z.boolean().optional(), includeExecutionData: z.boolean().optional(), ...page });
const Token = z.object({ taskToken: z.string() });
const Succeeded = z.object({ taskToken: z.string(), output: z.string() });
const Failed = z.object({ taskToken: z.string(), error: z.string().optional(), cause: z.string().optional() });

/** What Step Functions answers to each call; the gateway has checked members and permissions before. */
export function serviceActions(parts: Parts): Actions {
  return { ...machineActions(parts), ...executionActions(parts), ...tokenActions(parts) };
}

function machineActions({ machines, executions }: Parts): Actions {
  return {
    ListStateMachines(input) {
      const { items, next } = pageOf([...machines.values()], z.object(page).parse(input));
      return { stateMachines: items.map(machineItem), ...next };
    },
    DescribeStateMachine: (input) => machineAnswer(machineAt(machines, OfMachine.parse(input).stateMachineArn)),
    DescribeStateMachineForExecution: (input) => machineOfExecutionAnswer(executions.read(OfExecution.parse(input).executionArn).machine),
    ListExecutions(input) {
      const { stateMachineArn, statusFilter, ...paging } = Listed.parse(input);
      const all = executions.of(machineAt(machines, stateMachineArn).arn).filter(({ status }) => statusFilter === undefined || status === statusFilter);
      const { items, next } = pageOf(all, paging);
      return { executions: items.map(executionItem), ...next };
    },
  };
}

function executionActions({ machines, executions, clock }: Parts): Actions {
  return {
    StartExecution(input) {
      const { stateMachineArn, ...request } = Started.parse(input);
      const execution = executions.start(machineAt(machines, stateMachineArn), request);
      return { executionArn: execution.arn, startDate: seconds(execution.startDate) };
    },
    DescribeExecution: (input) => executionAnswer(executions.read(OfExecution.parse(input).executionArn), clock.now()),
    GetExecutionHistory(input) {
      const { executionArn, reverseOrder = false, includeExecutionData = true, ...paging } = HistoryAsked.parse(input);
      const { events } = executions.read(executionArn).history;
      const { items, next } = pageOf(reverseOrder ? events.toReversed() : events, paging);
      return { events: items.map((event) => eventAnswer(event, includeExecutionData)), ...next };
    },
    StopExecution(input) {
      const { executionArn, error, cause } = Stopped.parse(input);
      return { stopDate: seconds(executions.read(executionArn).stop(error, cause)) };
    },
    RedriveExecution: (input) => ({ redriveDate: seconds(executions.redrive(executions.read(OfExecution.parse(input).executionArn))) }),
  };
}

function tokenActions({ tokens }: Parts): Actions {
  return {
    SendTaskSuccess(input) {
      const { taskToken, output } = Succeeded.parse(input);
      tokens.succeed(taskToken, outputIn(output));
      return {};
    },
    SendTaskFailure(input) {
      const { taskToken, error = '', cause } = Failed.parse(input);
      tokens.fail(taskToken, error, cause);
      return {};
    },
    SendTaskHeartbeat(input) {
      tokens.heartbeat(Token.parse(input).taskToken);
      return {};
    },
  };
}

function machineAt(machines: ReadonlyMap<string, StateMachine>, arn: string): StateMachine {
  const machine = machines.get(arn);
  if (machine) return machine;
  if (!/^arn:aws:states:[^:]*:\d{12}:stateMachine:[^:]+$/.test(arn)) throw new AwsError('InvalidArn', `Invalid Arn: 'Invalid ARN prefix: ${arn}'`);
  throw new AwsError('StateMachineDoesNotExist', `State Machine Does Not Exist: '${arn}'`);
}

function outputIn(text: string): Json {
  if (Buffer.byteLength(text) > PAYLOAD_LIMIT) throw new AwsError('InvalidOutput', `Invalid Output: 'the output is larger than ${PAYLOAD_LIMIT} bytes'`);
  try {
    return parseJson(text);
  } catch {
    throw new AwsError('InvalidOutput', "Invalid Output: 'the output is not JSON'");
  }
}
