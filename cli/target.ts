import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { S3Client } from '@aws-sdk/client-s3';
import { SFNClient } from '@aws-sdk/client-sfn';
import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { type CloudDescription, folderOf, readDescription } from '../local/description.ts';
import { CommandError } from './command-error.ts';

export const root = dirname(dirname(fileURLToPath(import.meta.url)));

export type TargetOptions = { readonly port: string; readonly aws?: boolean; readonly stage: string };

/** What the commands speak to: the laptop cloud on a port, or a stage in a real account. Names follow from stage, account and region alone. */
export type Target = {
  readonly region: string;
  readonly account: string;
  readonly stage: string;
  readonly table: string;
  readonly buckets: { readonly data: string; readonly artifacts: string; readonly config: string };
  readonly trainModel: string;
  readonly cloud?: CloudDescription;
  readonly clients: Clients;
};

export type Clients = { readonly s3: S3Client; readonly dynamodb: DynamoDBClient; readonly sfn: SFNClient; readonly settings: ClientSettings };

export type ClientSettings = { readonly region: string; readonly endpoint?: string; readonly credentials?: CloudDescription['credentials'] };

export async function findTarget(options: TargetOptions): Promise<Target> {
  return options.aws ? await account(options.stage) : laptop(Number(options.port));
}

/** The laptop cloud on this port, or an error that says how to start it. */
export function laptop(port: number): Target {
  const cloud = readDescription(folderOf(root, port));
  if (!cloud) throw new CommandError(`No laptop cloud is up on port ${port}. Start one with \`npm run nacre -- up --detach\`, or name its port with --port.`);
  return targetIn(cloud);
}

/** A laptop cloud as what commands speak to. */
export function targetIn(cloud: CloudDescription): Target {
  return describe({ ...cloud, settings: { region: cloud.region, endpoint: cloud.endpoint, credentials: cloud.credentials }, cloud });
}

async function account(stage: string): Promise<Target> {
  const sts = new STSClient({});
  const [region, identity] = await Promise.all([sts.config.region(), sts.send(new GetCallerIdentityCommand({}))]);
  if (!identity.Account) throw new CommandError('AWS did not say whose account this is; check your credentials with `aws sts get-caller-identity`.');
  return describe({ region, account: identity.Account, stage, settings: { region } });
}

function describe(where: { region: string; account: string; stage: string; settings: ClientSettings; cloud?: CloudDescription }): Target {
  const { region, account, stage, settings, cloud } = where;
  const bucket = (kind: string) => `nacre-${stage}-${kind}-${account}-${region}`;
  const clients = {
    s3: new S3Client({ ...settings, forcePathStyle: settings.endpoint !== undefined }),
    dynamodb: new DynamoDBClient(settings),
    sfn: new SFNClient(settings),
    settings,
  };
  return {
    ...{
      region,
      account,
      stage,
      clients,
      table: `nacre-${stage}-records`,
      trainModel: `arn:aws:states:${region}:${account}:stateMachine:nacre-${stage}-train-model`,
    },
    buckets: { data: bucket('data'), artifacts: bucket('artifacts'), config: bucket('config') },
    ...(cloud && { cloud }),
  };
}
