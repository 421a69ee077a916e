import { randomBytes, randomUUID } from 'node:crypto';
import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { CloudSettings, FunctionDefinition, Identity, Permissions } from '../plane.ts';
import { createEnvironmentPool, type EnvironmentPool } from './environment-pool.ts';
import { environmentVariables } from './environment-variables.ts';
import { type ExecutionEnvironment, type Outcome, startEnvironment } from './execution-environment.ts';
import { invocationLines } from './invocation-lines.ts';
import { createLogShipper, type LogShipper, type Shipping } from './log-shipper.ts';
import { unpackBundle } from './unpack-bundle.ts';

export type FunctionSurroundings = {
  readonly settings: CloudSettings;
  readonly permissions: Permissions;
  readonly shipping: Shipping;
  /** Environments of a function without reserved concurrency. */
  readonly mostEnvironments: number;
  readonly idleMs: number;
  readonly startLimitSeconds: number;
};

/** A defined function: its environments, and one event at a time in each of them. */
export interface RunningFunction {
  readonly definition: FunctionDefinition;
  run(event: { readonly requestId: string; readonly payload: string }): Promise<Outcome>;
  /** Kills the environment that acts under this very session; false where it is none of this function's. */
  crash(session: Identity): Promise<boolean>;
  flushLogs(): Promise<void>;
  close(when: 'free' | 'now'): Promise<void>;
}

type Equipped = {
  readonly environment: ExecutionEnvironment;
  readonly logs: LogShipper;
  readonly identity: Identity;
  usable(): boolean;
  kill(): Promise<void>;
};

export function runFunction(definition: FunctionDefinition, around: FunctionSurroundings): RunningFunction {
  const folder = join(around.settings.folder, 'functions', definition.name);
  const shippers = new Set<LogShipper>();
  const environments = new WeakMap<Identity, Equipped>();
  let unpacked: Promise<string> | undefined;
  const start = async () => {
    unpacked ??= unpackBundle(definition.zip, folder).catch((error: unknown) => {
      unpacked = undefined;
      throw error;
    });
    const equipped = await equip(definition, around, { folder, root: await unpacked });
    shippers.add(equipped.logs);
    environments.set(equipped.identity, equipped);
    return equipped;
  };
  const reserved = definition.reservedConcurrency;
  const limits = { most: reserved ?? around.mostEnvironments, refuses: reserved !== undefined, idleMs: around.idleMs };
  const pool: EnvironmentPool<Equipped> = createEnvironmentPool(start, limits);
  return {
    definition,
    run: (event) => pool.use((equipped) => take(event, equipped, definition, around.permissions)),
    crash: async (session) => {
      const equipped = environments.get(session);
      await equipped?.kill();
      return equipped !== undefined;
    },
    flushLogs: async () => {
      await Promise.all([...shippers].map((logs) => logs.flush()));
    },
    close: (when) => pool.close(when),
  };
}

async function equip(definition: FunctionDefinition, around: FunctionSurroundings, { folder, root }: { folder: string; root: string }): Promise<Equipped> {
  const { credentials, identity } = around.permissions.assume(definition.roleArn, 'lambda.amazonaws.com', definition.name);
  const id = randomBytes(16).toString('hex');
  const logStream = `${new Date().toISOString().slice(0, 10).replaceAll('-', '/')}/[$LATEST]${id}`;
  const temporary = join(folder, `tmp-${id}`);
  await mkdir(temporary, { recursive: true });
  const logs = createLogShipper({ group: definition.logGroup, stream: logStream, credentials }, around.shipping);
  logs.line(invocationLines.initStart());
  const environment = startEnvironment({
    name: definition.name,
    folder: around.settings.folder,
    handler: definition.handler,
    root,
    compiled: join(around.settings.folder, 'compiled'),
    memoryMB: definition.memoryMB,
    variables: environmentVariables(definition, { settings: around.settings, root, temporary, logStream, credentials }),
    timeoutSeconds: definition.timeoutSeconds,
    startLimitSeconds: around.startLimitSeconds,
    onLine: (line) => logs.line(line),
    onEnded: () => void rm(temporary, { recursive: true, force: true }),
  });
  return { environment, logs, identity, usable: () => environment.usable(), kill: () => environment.kill() };
}

async function take(
  event: { readonly requestId: string; readonly payload: string },
  { environment, logs, identity }: Equipped,
  definition: FunctionDefinition,
  permissions: Permissions,
): Promise<Outcome> {
  const { requestId } = event;
  const traceId = newTraceId(definition.tracing);
  logs.line(invocationLines.start(requestId));
  const outcome = await environment.invoke({ ...event, functionArn: definition.arn, traceId });
  const failure = invocationLines.failure(outcome, requestId);
  if (failure !== undefined) logs.line(failure);
  logs.line(invocationLines.end(requestId));
  logs.line(invocationLines.report(requestId, outcome, definition.memoryMB, definition.tracing ? traceId : undefined));
  if (definition.tracing) sendTrace(identity, permissions);
  return outcome;
}

/** The traces themselves go nowhere; what is kept is that the role may send them. A refusal costs only the trace, as in AWS, and is among the denials. */
function sendTrace(identity: Identity, permissions: Permissions): void {
  for (const action of ['xray:PutTraceSegments', 'xray:PutTelemetryRecords']) {
    try {
      permissions.authorize(identity, action, '*');
    } catch {
      return;
    }
  }
}

function newTraceId(sampled: boolean): string {
  const time = Math.floor(Date.now() / 1000).toString(16);
  const unique = randomUUID().replaceAll('-', '');
  return `Root=1-${time}-${unique.slice(0, 24)};Parent=${randomBytes(8).toString('hex')};Sampled=${sampled ? 1 : 0}`;
}
