import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { QueueMessage } from '../../../local/bus/send-to-queue.ts';
import { createLambdaHost, type LambdaHostOptions } from '../../../local/lambda/lambda-host.ts';
import type { CloudSettings, FunctionDefinition, Identity, LambdaHost, Permissions } from '../../../local/plane.ts';
import { AwsError } from '../../../local/plane.ts';
import { writeZip } from './write-zip.ts';

/** A Lambda host alone: what it writes and sends is kept here, and every role may do everything that is not denied. */
export type LambdaWorld = {
  readonly host: ReturnType<typeof createLambdaHost>;
  readonly folder: string;
  readonly lines: string[];
  readonly streams: string[];
  readonly sent: QueueMessage[];
  readonly troubles: string[];
  readonly authorized: string[];
  /** Defines a function of the given source and returns its ARN. */
  define(source: string, changes?: Partial<FunctionDefinition>): string;
  close(): Promise<void>;
};

export function lambdaWorld(options: Partial<LambdaHostOptions> & { readonly denied?: readonly string[]; readonly endpoint?: string } = {}): LambdaWorld {
  const folder = mkdtempSync(join(tmpdir(), 'lambda-'));
  const kept: Pick<LambdaWorld, 'lines' | 'streams' | 'sent' | 'troubles' | 'authorized'> = { lines: [], streams: [], sent: [], troubles: [], authorized: [] };
  const host = createLambdaHost({
    settings: { ...settingsIn(folder), ...(options.endpoint === undefined ? {} : { endpoint: options.endpoint }) },
    permissions: fakePermissions(kept.authorized, options.denied),
    logWriter: {
      createStream: async ({ stream }) => void kept.streams.push(stream),
      put: async (_, lines) => void kept.lines.push(...lines.map(({ message }) => message)),
    },
    sendToQueue: async (message) => void kept.sent.push(message),
    tell: (trouble) => void kept.troubles.push(trouble),
    asyncRetryDelaysMs: [1, 1],
    logGatherMs: 1,
    ...options,
  });
  return {
    host,
    folder,
    ...kept,
    define: (source, changes = {}) => defineFunction(host, folder, source, changes),
    close: async () => {
      await host.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

let bundles = 0;

function defineFunction(host: LambdaHost, folder: string, source: string, changes: Partial<FunctionDefinition>): string {
  bundles += 1;
  const zip = join(folder, `bundle-${bundles}.zip`);
  writeZip(zip, { 'functions/sample.mjs': source });
  const name = changes.name ?? 'nacre-dev-sample';
  const definition: FunctionDefinition = {
    name,
    arn: `arn:aws:lambda:eu-west-1:123456789012:function:${name}`,
    roleArn: `arn:aws:iam::123456789012:role/${name}`,
    handler: 'functions/sample.handler',
    runtime: 'nodejs24.x',
    zip,
    timeoutSeconds: 20,
    memoryMB: 256,
    environment: {},
    logGroup: `/aws/lambda/${name}`,
    tracing: false,
    asynchronous: { retries: 2, maximumAgeSeconds: 60 },
    ...changes,
  };
  host.define(definition);
  return definition.arn;
}

export function settingsIn(folder: string): CloudSettings {
  return { port: 4566, region: 'eu-west-1', account: '123456789012', stage: 'dev', endpoint: 'http://127.0.0.1:4566', folder, root: process.cwd() };
}

/** Allows everything but the named actions, and notes what was asked. */
export function fakePermissions(authorized: string[] = [], denied: readonly string[] = []): Permissions {
  const operator: Identity = { kind: 'operator', arn: 'arn:aws:iam::123456789012:user/operator' };
  const check = (who: string, action: string, resource: string) => {
    authorized.push(`${who} ${action} ${resource}`);
    if (denied.includes(action)) throw new AwsError('AccessDeniedException', `${who} is not authorized to perform: ${action} on resource: ${resource}`, 403);
  };
  return {
    defineRole: () => undefined,
    definePolicyOf: () => undefined,
    assume: (roleArn, by, session) => ({
      credentials: { accessKeyId: `ASIA-${session}`, secretAccessKey: `secret-${by}`, sessionToken: `token-${roleArn}` },
      identity: { kind: 'role', arn: `${roleArn}/${session}`, roleArn },
    }),
    operator: { credentials: { accessKeyId: 'OPERATOR', secretAccessKey: 'secret' }, identity: operator },
    identityOf: () => undefined,
    authorize: (identity, action, resource) => check(identity.arn, action, resource),
    authorizeService: (principal, action, resource) => check(principal, action, resource),
    usage: () => ({ statements: [], denials: [] }),
  };
}
