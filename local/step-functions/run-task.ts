import { effectiveInput, filteredInput, resultingOutput, withinLimit } from './data-flow.ts';
import type { TaskState } from './definition.ts';
import { interruptible, type Settle } from './interruptible.ts';
import { invokedFunction } from './invoked-function.ts';
import type { Json } from './json.ts';
import { secondsAt } from './run-simple-states.ts';
import { runtimeError, StatesError } from './states-error.ts';
import { type TaskLog, taskLogOf } from './task-log.ts';
import { type TaskResource, taskResource } from './task-resource.ts';
import type { FunctionAnswer, Step, Visit } from './visit.ts';

type Limits = { readonly timeout: number | undefined; readonly heartbeat: number | undefined };

/** One attempt of a Task: schedule, invoke, wait for the answer or the token's answer, all under the state's time limits. */
export async function runTask(state: TaskState, visit: Visit): Promise<Step> {
  const resource = taskResource(state.Resource);
  if (resource === undefined) throw runtimeError(`the resource ${state.Resource} is not supported`);
  const limits = limitsOf(state, { ...visit, input: filteredInput(state, visit) });
  const log = taskLogOf(resource, visit, limits);
  const result =
    resource.kind === 'lambda:invoke' && resource.waitsForToken
      ? await answeredTask(state, limits, log, visit)
      : await plainTask(state, resource, limits, log, visit);
  return { output: resultingOutput(state, result, visit), next: state.Next };
}

function plainTask(state: TaskState, resource: TaskResource, limits: Limits, log: TaskLog, visit: Visit): Promise<Json> {
  const parameters = effectiveInput(state, visit);
  const invocation = resource.kind === 'lambda' ? { arn: resource.arn, payload: JSON.stringify(parameters) } : invokedFunction(parameters, visit);
  log.scheduled(parameters);
  return ended(log, () =>
    interruptible<Json>(visit.signal, (settle) => {
      const cancel = deadline(limits.timeout, visit, settle);
      invoke(invocation, visit).then((answer) => settle.resolve(resource.kind === 'lambda' ? answer.payload : lambdaOutput(answer)), settle.reject);
      return cancel;
    }),
  );
}

/** The token counts from the moment it is issued: the function may answer it itself, before it returns. */
function answeredTask(state: TaskState, limits: Limits, log: TaskLog, visit: Visit): Promise<Json> {
  const { tokens } = visit.run.ports;
  const open = new AbortController();
  return ended(log, () =>
    interruptible<Json>(visit.signal, (settle) => {
      const heart = pulse(limits.heartbeat, visit, settle);
      const token = tokens.issue({ succeed: settle.resolve, fail: settle.reject, heartbeat: heart.beat }, visit.run.identification.arn);
      const cancel = deadline(limits.timeout, visit, settle);
      submit(state, token, log, open.signal, visit).catch(settle.reject);
      return () => {
        open.abort();
        cancel();
        heart.stop();
        tokens.close(token);
      };
    }),
  );
}

async function submit(state: TaskState, token: string, log: TaskLog, closed: AbortSignal, visit: Visit): Promise<void> {
  const context = { ...(typeof visit.context === 'object' ? visit.context : {}), Task: { Token: token } };
  const parameters = effectiveInput(state, { ...visit, context });
  const invocation = invokedFunction(parameters, visit);
  log.scheduled(parameters);
  const answer = await invoke(invocation, visit);
  if (!closed.aborted) log.submitted(withinLimit(lambdaOutput(answer), 'lambda'));
}

function invoke({ arn, payload }: { readonly arn: string; readonly payload: string }, visit: Visit): Promise<FunctionAnswer> {
  return visit.run.ports.invokeLambda(arn, payload, visit.run.identification);
}

async function ended(log: TaskLog, work: () => Promise<Json>): Promise<Json> {
  try {
    const result = withinLimit(await work(), 'lambda');
    log.succeeded(result);
    return result;
  } catch (error) {
    if (error instanceof StatesError) log.failed(error);
    throw error;
  }
}

/** The shape of the Lambda SDK's answer, which is what AWS hands to the state. */
function lambdaOutput({ payload, requestId }: FunctionAnswer): Json {
  return {
    ExecutedVersion: '$LATEST',
    Payload: payload,
    SdkHttpMetadata: { AllHttpHeaders: { 'x-amzn-RequestId': [requestId] }, HttpHeaders: { 'x-amzn-RequestId': requestId }, HttpStatusCode: 200 },
    SdkResponseMetadata: { RequestId: requestId },
    StatusCode: 200,
  };
}

function limitsOf(state: TaskState, visit: Visit): Limits {
  const read = (fixed: number | undefined, path: string | undefined, field: string) => (path === undefined ? fixed : secondsAt(path, field, visit));
  return {
    timeout: read(state.TimeoutSeconds, state.TimeoutSecondsPath, 'TimeoutSecondsPath'),
    heartbeat: read(state.HeartbeatSeconds, state.HeartbeatSecondsPath, 'HeartbeatSecondsPath'),
  };
}

function deadline(seconds: number | undefined, visit: Visit, settle: Settle<Json>): () => void {
  if (seconds === undefined) return () => {};
  return visit.run.ports.clock.after(1000 * seconds, () => settle.reject(new StatesError('States.Timeout')));
}

function pulse(seconds: number | undefined, visit: Visit, settle: Settle<Json>): { readonly beat: () => void; readonly stop: () => void } {
  if (seconds === undefined) return { beat: () => {}, stop: () => {} };
  const arm = () => visit.run.ports.clock.after(1000 * seconds, () => settle.reject(new StatesError('States.Timeout', undefined, 'States.HeartbeatTimeout')));
  let cancel = arm();
  const beat = (): void => {
    cancel();
    cancel = arm();
  };
  return { beat, stop: () => cancel() };
}
