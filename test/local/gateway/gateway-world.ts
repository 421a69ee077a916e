import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { CreateBucketCommand, PutBucketNotificationConfigurationCommand, PutBucketVersioningCommand, type S3Client } from '@aws-sdk/client-s3';
import type { QueueDepths } from '../../../local/cloudwatch/queue-depths.ts';
import { createGateway, type Gateway } from '../../../local/gateway/gateway.ts';
import { type MailRecord, recordMails } from '../../../local/gateway/mends/mail-record.ts';
import { createPermissions, type KeyedPermissions } from '../../../local/iam/permissions.ts';
import { createModels } from '../../../local/models/service-model.ts';
import { startMoto } from '../../../local/moto/start.ts';
import type { AwsService, CloudSettings, Credentials, Facts, Happening } from '../../../local/plane.ts';

export const root = resolve(import.meta.dirname, '../../..');
export const account = '123456789012';
export const region = 'eu-west-1';

/** A gateway before a real moto; what a test file shares. */
export interface GatewayWorld {
  readonly gateway: Gateway;
  readonly permissions: KeyedPermissions;
  readonly mails: MailRecord;
  readonly endpoint: string;
  readonly happenings: Happening[];
  /** Client options for the operator, or for given credentials. */
  client(credentials?: Credentials): { readonly endpoint: string; readonly region: string; readonly credentials: Credentials; readonly maxAttempts: number };
  /** Credentials of a new role with these statements. */
  role(name: string, ...statements: readonly Facts[]): Credentials;
  /** Runs Python with boto3 clients made by `client(service)`; the script prints JSON. */
  python(script: string, credentials?: Credentials): Promise<unknown>;
  /** Runs the AWS CLI and answers what it prints; an error's text where it fails. */
  aws(args: readonly string[], credentials?: Credentials): Promise<{ readonly stdout: string; readonly stderr: string }>;
  close(): Promise<void>;
}

export async function startGatewayWorld(services: readonly AwsService[] = [], queueDepths?: QueueDepths): Promise<GatewayWorld> {
  const folder = mkdtempSync(join(tmpdir(), 'nacre-gateway-'));
  const settings = { port: 0, region, account, stage: 'dev', endpoint: '', folder, root } satisfies CloudSettings;
  const permissions = createPermissions(settings);
  const moto = await startMoto(settings);
  const mails = recordMails(settings);
  const happenings: Happening[] = [];
  const models = createModels(settings);
  const gateway = createGateway({
    settings,
    permissions,
    services,
    motoPort: moto.port,
    models,
    mails,
    ...(queueDepths && { queueDepths }),
    publish: (happening) => {
      happenings.push(happening);
      return { ...happening, version: '0', id: '', 'detail-type': happening.detailType, account: '', time: '', region: '' };
    },
  });
  const endpoint = `http://127.0.0.1:${await gateway.listen()}`;
  const environment = (credentials = permissions.operator.credentials) => environmentFor(endpoint, credentials);
  return {
    ...{ gateway, permissions, mails, endpoint, happenings },
    client: (credentials = permissions.operator.credentials) => ({ endpoint, region, credentials, maxAttempts: 1 }),
    role: (name, ...statements) => roleCredentials(permissions, name, statements),
    python: async (script, credentials) =>
      JSON.parse((await run(join(root, '.venv/bin/python'), ['-c', `${PRELUDE}\n${script}`], environment(credentials))).stdout),
    aws: (args, credentials) => run(join(root, '.venv/bin/aws'), args, environment(credentials)).catch(failed),
    async close() {
      await gateway.close();
      await moto.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** A bucket that keeps versions and tells EventBridge, as the product's data bucket does. */
export async function makeDataBucket(s3: S3Client): Promise<string> {
  const Bucket = 'nacre-dev-data-123456789012-eu-west-1';
  await s3.send(new CreateBucketCommand({ Bucket, CreateBucketConfiguration: { LocationConstraint: 'eu-west-1' } }));
  await s3.send(new PutBucketVersioningCommand({ Bucket, VersioningConfiguration: { Status: 'Enabled' } }));
  await s3.send(new PutBucketNotificationConfigurationCommand({ Bucket, NotificationConfiguration: { EventBridgeConfiguration: {} } }));
  return Bucket;
}

/** The object that an event of S3 tells of. */
export function objectIn(detail: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  const { object } = detail;
  return typeof object === 'object' && object !== null ? Object.fromEntries(Object.entries(object)) : {};
}

function environmentFor(endpoint: string, credentials: Credentials): NodeJS.ProcessEnv {
  return {
    PATH: process.env['PATH'] ?? '',
    AWS_ENDPOINT_URL: endpoint,
    AWS_DEFAULT_REGION: region,
    AWS_ACCESS_KEY_ID: credentials.accessKeyId,
    AWS_SECRET_ACCESS_KEY: credentials.secretAccessKey,
    AWS_MAX_ATTEMPTS: '1',
    ...(credentials.sessionToken === undefined ? {} : { AWS_SESSION_TOKEN: credentials.sessionToken }),
  };
}

function roleCredentials(permissions: KeyedPermissions, name: string, statements: readonly Facts[]): Credentials {
  const arn = `arn:aws:iam::${account}:role/${name}`;
  const trust = { Statement: [{ Effect: 'Allow', Principal: { Service: 'lambda.amazonaws.com' }, Action: 'sts:AssumeRole' }] };
  permissions.defineRole({ arn, trust, policies: [{ name: 'main', document: { Statement: statements } }] });
  return permissions.assume(arn, 'lambda.amazonaws.com', name).credentials;
}

const PRELUDE = `
import boto3, json, sys
from botocore.config import Config
from botocore.exceptions import ClientError
def client(service):
    return boto3.client(service, config=Config(parameter_validation=False))
def refusal(call, **arguments):
    try:
        call(**arguments)
    except ClientError as error:
        return {"code": error.response["Error"]["Code"], "message": error.response["Error"]["Message"], "status": error.response["ResponseMetadata"]["HTTPStatusCode"]}
`;

async function run(command: string, args: readonly string[], env: NodeJS.ProcessEnv): Promise<{ readonly stdout: string; readonly stderr: string }> {
  return promisify(execFile)(command, args, { env, maxBuffer: 64 * 1024 * 1024 });
}

function failed(error: unknown): { readonly stdout: string; readonly stderr: string } {
  if (typeof error === 'object' && error !== null && 'stderr' in error) return { stdout: '', stderr: String(error.stderr) };
  throw error;
}
