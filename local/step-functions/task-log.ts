import type { Json, JsonObject } from './json.ts';
import type { StatesError } from './states-error.ts';
import type { TaskResource } from './task-resource.ts';
import type { Visit } from './visit.ts';

/** What the history says of one attempt of a Task. Each kind of resource has its own event types, as in AWS. */
export interface TaskLog {
  scheduled(parameters: Json): void;
  submitted(output: Json): void;
  succeeded(output: Json): void;
  failed(failure: StatesError): void;
}

type Limits = { readonly timeout: number | undefined; readonly heartbeat: number | undefined };

export function taskLogOf(resource: TaskResource, visit: Visit, limits: Limits): TaskLog {
  if (resource.kind === 'lambda') return functionLog(resource.arn, visit, limits);
  return serviceLog(resource.waitsForToken ? 'invoke.waitForTaskToken' : 'invoke', visit, limits);
}

/** Nothing is logged of an attempt that failed before it was scheduled: its parameters could not be made. */
function serviceLog(resource: string, { thread, run }: Visit, { timeout, heartbeat }: Limits): TaskLog {
  const kind = { resourceType: 'lambda', resource };
  let isScheduled = false;
  return {
    scheduled(parameters) {
      const limits = { ...(timeout === undefined ? {} : { timeoutInSeconds: timeout }), ...(heartbeat === undefined ? {} : { heartbeatInSeconds: heartbeat }) };
      thread.add('TaskScheduled', { ...kind, region: run.ports.region, parameters: JSON.stringify(parameters), ...limits });
      thread.add('TaskStarted', kind);
      isScheduled = true;
    },
    submitted: (output) => void thread.add('TaskSubmitted', { ...kind, ...outputFacts(output) }),
    succeeded: (output) => void thread.add('TaskSucceeded', { ...kind, ...outputFacts(output) }),
    failed(failure) {
      if (isScheduled) thread.add(failure.error === 'States.Timeout' ? 'TaskTimedOut' : 'TaskFailed', { ...kind, ...failureFacts(failure) });
    },
  };
}

function functionLog(arn: string, { thread }: Visit, { timeout }: Limits): TaskLog {
  let isScheduled = false;
  return {
    scheduled(parameters) {
      const facts = { resource: arn, input: JSON.stringify(parameters), inputDetails: { truncated: false } };
      thread.add('LambdaFunctionScheduled', timeout === undefined ? facts : { ...facts, timeoutInSeconds: timeout });
      thread.add('LambdaFunctionStarted');
      isScheduled = true;
    },
    submitted: () => {},
    succeeded: (output) => void thread.add('LambdaFunctionSucceeded', outputFacts(output)),
    failed(failure) {
      if (isScheduled) thread.add(failure.error === 'States.Timeout' ? 'LambdaFunctionTimedOut' : 'LambdaFunctionFailed', failureFacts(failure));
    },
  };
}

function outputFacts(output: Json): JsonObject {
  return { output: JSON.stringify(output), outputDetails: { truncated: false } };
}

/** Error and cause as events and answers carry them: what is not known is left out. */
export function failureFacts({ error, details }: Pick<StatesError, 'error' | 'details'>): JsonObject {
  return { ...(error === '' ? {} : { error }), ...(details === undefined ? {} : { cause: details }) };
}
