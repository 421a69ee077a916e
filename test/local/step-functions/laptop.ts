import { AwsError, type Facts, type Happening, type Identity, type Invoked, type Permissions } from '../../../local/plane.ts';
import type { JsonObject } from '../../../local/step-functions/json.ts';
import { createStateMachines } from '../../../local/step-functions/state-machines.ts';
import { settled, VirtualClock } from './virtual-clock.ts';

export const MACHINE = 'arn:aws:states:eu-west-1:123456789012:stateMachine:story';
export const ROLE = 'arn:aws:iam::123456789012:role/story';
export const EXECUTION = 'arn:aws:states:eu-west-1:123456789012:execution:story:run-1';
export const FUNCTION = 'arn:aws:lambda:eu-west-1:123456789012:function:work';

type Work = (payload: unknown, arn: string) => unknown;

/** Step Functions alone, under a clock that the test turns, with functions that are plain ones and permissions that can refuse. */
export function laptop(work: Work = (payload) => payload) {
  const clock = new VirtualClock();
  const published: Happening[] = [];
  const counted: string[] = [];
  const authorized: (readonly [action: string, resource: string])[] = [];
  const denied = new Set<string>();
  let ids = 0;
  const stepFunctions = createStateMachines({
    settings: { region: 'eu-west-1', account: '123456789012' },
    permissions: permissionsOf(authorized, denied),
    lambda: { invoke: async (arn, payload) => answer(await work(JSON.parse(payload), arn)) },
    publish: (happening) => void published.push(happening),
    count: ({ namespace, name, dimensions }) => void counted.push(`${namespace} ${name} ${dimensions['StateMachineArn']}`),
    clock,
    random: () => 0.5,
    lint: () => [],
    uuid: () => `00000000-0000-4000-8000-${String(++ids).padStart(12, '0')}`,
  });
  const call = (action: string, input: Facts) => stepFunctions.call({ service: 'states', action, input, identity: OPERATOR, requestId: 'request-1' });
  return {
    stepFunctions,
    clock,
    published,
    counted,
    authorized,
    denied,
    call,
    /** What a call throws, as code and message. */
    async refusal(action: string, input: Facts): Promise<string> {
      return call(action, input).then(() => 'accepted', describeRefusal);
    },
    define(definition: JsonObject | string, options: { readonly logGroupArn?: string; readonly tracing?: boolean } = {}) {
      const text = typeof definition === 'string' ? definition : JSON.stringify(definition);
      stepFunctions.define({ name: 'story', arn: MACHINE, roleArn: ROLE, definition: text, tracing: false, ...options });
    },
    async start(input: unknown = {}, name = 'run-1'): Promise<string> {
      const { executionArn } = await call('StartExecution', { stateMachineArn: MACHINE, name, input: JSON.stringify(input) });
      await settled();
      return String(executionArn);
    },
    async outcome(executionArn: string): Promise<Facts> {
      const { status, output, error, cause } = await call('DescribeExecution', { executionArn });
      return JSON.parse(JSON.stringify({ status, output: typeof output === 'string' ? JSON.parse(output) : undefined, error, cause }));
    },
    async events(executionArn: string): Promise<readonly (Facts & { readonly type: string; readonly id: number; readonly previousEventId: number })[]> {
      const { events } = await call('GetExecutionHistory', { executionArn });
      return JSON.parse(JSON.stringify(events));
    },
  };
}

/** Starts an execution of this definition. */
export async function run(definition: JsonObject, input: unknown = {}, work?: Work) {
  const cloud = laptop(work);
  cloud.define(definition);
  const arn = await cloud.start(input);
  return { ...cloud, arn };
}

const OPERATOR: Identity = { kind: 'operator', arn: 'arn:aws:iam::123456789012:user/operator' };

/** A function's own failure, as the Lambda host reports it. */
export class FunctionFailure {
  readonly errorType: string;
  readonly errorMessage: string;
  constructor(errorType: string, errorMessage = 'it went wrong') {
    this.errorType = errorType;
    this.errorMessage = errorMessage;
  }
}

function answer(result: unknown): Invoked {
  if (result instanceof FunctionFailure) {
    const error = { errorType: result.errorType, errorMessage: result.errorMessage };
    return { payload: JSON.stringify(error), error, requestId: 'invocation-1' };
  }
  return { payload: JSON.stringify(result ?? null), requestId: 'invocation-1' };
}

function permissionsOf(authorized: (readonly [string, string])[], denied: ReadonlySet<string>): Permissions {
  const refuse = (): never => {
    throw new Error('not used here');
  };
  return {
    defineRole: refuse,
    definePolicyOf: refuse,
    assume(roleArn, by, session) {
      if (denied.has(by)) throw new AwsError('AccessDenied', `${by} may not assume ${roleArn}`, 403);
      const arn = `arn:aws:sts::123456789012:assumed-role/story/${session}`;
      return { credentials: { accessKeyId: 'key', secretAccessKey: 'secret' }, identity: { kind: 'role', arn, roleArn } };
    },
    operator: { credentials: { accessKeyId: 'key', secretAccessKey: 'secret' }, identity: OPERATOR },
    identityOf: () => undefined,
    authorize({ arn }, action, resource) {
      if (denied.has(action)) throw new AwsError('AccessDeniedException', `User: ${arn} is not authorized to perform: ${action} on resource: ${resource}`, 403);
      authorized.push([action, resource]);
    },
    authorizeService: refuse,
    usage: () => ({ statements: [], denials: [] }),
  };
}

function describeRefusal(error: unknown): string {
  return error instanceof AwsError ? `${error.code}: ${error.message}` : String(error);
}
