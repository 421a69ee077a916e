import { randomUUID } from 'node:crypto';
import { availableParallelism } from 'node:os';
import { queueSender, type SendToQueue } from '../bus/send-to-queue.ts';
import type { CountMetric } from '../cloudwatch/metric-store.ts';
import {
  AwsError,
  type AwsService,
  type CloudSettings,
  type FunctionDefinition,
  type Identity,
  type Invoked,
  type LambdaHost,
  type Permissions,
} from '../plane.ts';
import { type AsynchronousEvent, workOff } from './asynchronous.ts';
import { cloudWatchLogWriter } from './cloudwatch-log-writer.ts';
import type { Outcome } from './execution-environment.ts';
import { lambdaApi } from './lambda-api.ts';
import type { LogWriter } from './log-shipper.ts';
import { pendingWork } from './pending-work.ts';
import { type FunctionSurroundings, type RunningFunction, runFunction } from './running-function.ts';

export type LambdaHostOptions = {
  readonly settings: CloudSettings;
  readonly permissions: Permissions;
  readonly logWriter?: LogWriter;
  readonly sendToQueue?: SendToQueue;
  /** AWS waits one minute and then two; nobody at a laptop does. */
  readonly asyncRetryDelaysMs?: readonly number[];
  /** Of one function. By default as many as there are cores: more would only start slower than they wait. */
  readonly mostEnvironments?: number;
  readonly idleMs?: number;
  readonly startLimitSeconds?: number;
  readonly logGatherMs?: number;
  /** CloudWatch's ear. */
  readonly count?: CountMetric;
  /** Told what is lost without anyone else being told: log lines, failure records. */
  readonly tell?: (trouble: string) => void;
};

const SYNCHRONOUS_LIMIT = 6_291_456;
const ASYNCHRONOUS_LIMIT = 1_048_576;

/** Runs functions as Lambda does: the bundles as packaged, in processes of their own, under their own roles. */
export function createLambdaHost(options: LambdaHostOptions): LambdaHost & AwsService & Pick<Host, 'definitions' | 'crash'> {
  const host = new Host(options);
  return Object.assign(host, lambdaApi(host));
}

export class Host implements LambdaHost {
  readonly #options: LambdaHostOptions;
  readonly #around: FunctionSurroundings;
  readonly #functions = new Map<string, RunningFunction>();
  readonly #counts = new Map<string, number>();
  readonly #work = pendingWork();
  readonly #sendToQueue: SendToQueue;
  readonly #tell: (trouble: string) => void;

  constructor(options: LambdaHostOptions) {
    const { settings, permissions } = options;
    this.#options = options;
    this.#tell = options.tell ?? ((trouble) => console.error(trouble));
    this.#sendToQueue = options.sendToQueue ?? queueSender(settings);
    const writer = options.logWriter ?? cloudWatchLogWriter(settings);
    this.#around = {
      settings,
      permissions,
      shipping: { writer, gatherMs: options.logGatherMs ?? 500, tell: this.#tell },
      mostEnvironments: options.mostEnvironments ?? Math.max(3, availableParallelism()),
      idleMs: options.idleMs ?? 120_000,
      startLimitSeconds: options.startLimitSeconds ?? 60,
    };
  }

  /** A function that is defined again keeps the events it works on; the next ones go to the new bundle. */
  define(definition: FunctionDefinition): void {
    checkDefinition(definition);
    const former = this.#functions.get(definition.name);
    this.#functions.set(definition.name, runFunction(definition, this.#around));
    if (former) this.#work.track(former.close('free'));
  }

  definitions(): readonly FunctionDefinition[] {
    return [...this.#functions.values()].map(({ definition }) => definition);
  }

  /** By name, ARN or partial ARN, with or without $LATEST. */
  find(nameOrArn: string): RunningFunction {
    const { region, account } = this.#options.settings;
    const unqualified = nameOrArn.replace(/:\$LATEST$/, '');
    const name = unqualified.replace(/^(arn:aws:lambda:[^:]+:\d{12}:function:|\d{12}:function:|function:)/, '');
    const found = this.#functions.get(name);
    if (found) return found;
    const arn = `arn:aws:lambda:${region}:${account}:function:${name}`;
    throw new AwsError('ResourceNotFoundException', `Function not found: ${arn}`, 404);
  }

  async invoke(arn: string, payload: string): Promise<Invoked> {
    const running = this.find(arn);
    checkPayload(payload, SYNCHRONOUS_LIMIT);
    const requestId = randomUUID();
    const outcome = await this.#work.track(this.#run(running, { requestId, payload }));
    return { payload: outcome.payload, ...(outcome.error === undefined ? {} : { error: outcome.error }), requestId };
  }

  async invokeAsync(arn: string, payload: string): Promise<{ readonly requestId: string }> {
    const running = this.find(arn);
    checkPayload(payload, ASYNCHRONOUS_LIMIT);
    const event = { requestId: randomUUID(), payload, acceptedAt: Date.now() };
    this.#work.track(this.#workOff(running.definition, event));
    return { requestId: event.requestId };
  }

  invocations(): Readonly<Record<string, number>> {
    return Object.fromEntries(this.#counts);
  }

  /** Kills the environment that acts under this session, in the middle of what it does: the end of a sandbox that nobody can foresee. */
  async crash(session: Identity): Promise<void> {
    for (const running of this.#functions.values()) if (await running.crash(session)) return;
  }

  async idle(): Promise<void> {
    await this.#work.done();
    await Promise.all([...this.#functions.values()].map((running) => running.flushLogs()));
  }

  /** Ends the environments now; events that wait are given up; the last log lines are still written. */
  async close(): Promise<void> {
    this.#work.giveUp();
    const running = [...this.#functions.values()];
    await Promise.all(running.map((each) => each.close('now')));
    await Promise.all(running.map((each) => each.flushLogs()));
  }

  async #run(running: RunningFunction, event: { readonly requestId: string; readonly payload: string }): Promise<Outcome> {
    const { name } = running.definition;
    const outcome = await running.run(event).catch((error: unknown) => {
      if (error instanceof AwsError && error.code === 'TooManyRequestsException') this.#publish(name, 'Throttles');
      throw error;
    });
    this.#counts.set(name, (this.#counts.get(name) ?? 0) + 1);
    this.#publish(name, 'Invocations');
    this.#publish(name, 'Errors', outcome.error === undefined ? 0 : 1);
    return outcome;
  }

  #publish(FunctionName: string, metric: string, value = 1): void {
    this.#options.count?.({ namespace: 'AWS/Lambda', name: metric, dimensions: { FunctionName } }, value);
  }

  async #workOff(definition: FunctionDefinition, event: AsynchronousEvent): Promise<void> {
    const { permissions } = this.#options;
    const { name, roleArn } = definition;
    const queueArn = definition.asynchronous.onFailureArn ?? '';
    try {
      await workOff(event, {
        definition,
        run: () => this.#run(this.find(name), event),
        retryDelaysMs: this.#options.asyncRetryDelaysMs ?? [1000, 2000],
        wait: (milliseconds) => this.#work.wait(milliseconds),
        now: () => Date.now(),
        sendRecord: async (record) => {
          const { credentials } = permissions.assume(roleArn, 'lambda.amazonaws.com', name);
          await this.#sendToQueue({ queueArn, body: JSON.stringify(record), credentials });
        },
      });
    } catch (error) {
      if (!this.#work.givenUp()) this.#tell(`event ${event.requestId} of ${name} is lost: ${error instanceof Error ? error.message : String(error)}`);
    }
  }
}

function checkDefinition({ name, runtime, asynchronous: { onFailureArn } }: FunctionDefinition): void {
  if (runtime !== 'nodejs24.x') throw new Error(`function ${name} wants the runtime ${runtime}; the laptop cloud has nodejs24.x only`);
  if (onFailureArn !== undefined && !onFailureArn.startsWith('arn:aws:sqs:')) {
    throw new Error(`function ${name} sends its failures to ${onFailureArn}; the laptop cloud sends them to SQS queues only`);
  }
}

function checkPayload(payload: string, limit: number): void {
  if (Buffer.byteLength(payload) > limit) {
    throw new AwsError('RequestEntityTooLargeException', `Request must be smaller than ${limit} bytes for the InvokeFunction operation`, 413);
  }
  try {
    JSON.parse(payload);
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new AwsError('InvalidRequestContentException', `Could not parse request body into json: ${reason}`);
  }
}
