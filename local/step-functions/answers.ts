import type { Facts } from '../plane.ts';
import type { Execution } from './execution.ts';
import type { HistoryEvent } from './history.ts';
import { redrivability } from './redrivability.ts';
import type { StateMachine } from './state-machine.ts';

/** awsJson carries times as epoch seconds with milliseconds. */
export function seconds(date: Date): number {
  return date.getTime() / 1000;
}

export function executionAnswer(execution: Execution, now: Date): Facts {
  const { ending } = execution;
  return {
    ...executionItem(execution),
    input: execution.input,
    inputDetails: { included: true },
    ...(ending?.output === undefined ? {} : { output: ending.output, outputDetails: { included: true } }),
    ...(ending?.error === undefined ? {} : { error: ending.error }),
    ...(ending?.cause === undefined ? {} : { cause: ending.cause }),
    ...redrivability(execution, now),
  };
}

export function executionItem({ arn, machine, name, status, startDate, stopDate, redrives }: Execution): Facts {
  const redriven = redrives.at(-1);
  return {
    executionArn: arn,
    stateMachineArn: machine.arn,
    name,
    status,
    startDate: seconds(startDate),
    ...(stopDate === undefined ? {} : { stopDate: seconds(stopDate) }),
    redriveCount: redrives.length,
    ...(redriven === undefined ? {} : { redriveDate: seconds(redriven) }),
  };
}

export function machineItem({ arn, name, createdAt }: StateMachine): Facts {
  return { stateMachineArn: arn, name, type: 'STANDARD', creationDate: seconds(createdAt) };
}

export function machineAnswer(machine: StateMachine): Facts {
  return { ...machineItem(machine), status: 'ACTIVE', ...definitionAnswer(machine) };
}

export function machineOfExecutionAnswer(machine: StateMachine): Facts {
  return { stateMachineArn: machine.arn, name: machine.name, updateDate: seconds(machine.updatedAt), ...definitionAnswer(machine) };
}

/** The level of logging is not known here, so it is left out rather than made up. */
function definitionAnswer({ text, roleArn, logGroupArn, tracing, revisionId }: StateMachine): Facts {
  const destinations = logGroupArn === undefined ? [] : [{ cloudWatchLogsLogGroup: { logGroupArn } }];
  return {
    definition: text,
    roleArn,
    revisionId,
    loggingConfiguration: logGroupArn === undefined ? { level: 'OFF', includeExecutionData: false } : { destinations },
    tracingConfiguration: { enabled: tracing },
  };
}

export function eventAnswer({ id, previousEventId, timestamp, type, details }: HistoryEvent, withData: boolean): Facts {
  const event = { id, previousEventId, timestamp: seconds(timestamp), type };
  if (details === undefined) return event;
  const { input: _input, output: _output, ...others } = details.facts;
  return { ...event, [details.field]: withData ? details.facts : others };
}
