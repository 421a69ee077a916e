import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ECRClient } from '@aws-sdk/client-ecr';
import type { CloudDescription } from './description.ts';
import type { ExecutionPlane } from './execution-plane.ts';
import { commitOf } from './images/commit-of.ts';
import { pushImage } from './images/push-image.ts';
import type { CloudSettings } from './plane.ts';
import { TEMPLATE } from './provision/packaged.ts';
import { provision } from './provision/provision.ts';

export const MAIL_FROM = 'nacre@example.com';
export const OPERATOR_MAIL = 'operators@example.com';
const IMAGE_REPOSITORY = 'nacre/training';

export type Deployment = { readonly packageFolder: string; readonly mlflow: string; readonly tell: (line: string) => void };

/** Does what `npm run deploy` and the image build do on AWS: applies the compiled template and pushes the training image. */
export async function deployService(
  settings: CloudSettings,
  plane: ExecutionPlane,
  { packageFolder, mlflow, tell }: Deployment,
): Promise<Omit<CloudDescription, 'pid' | 'processStart'>> {
  const parameters = { MailFrom: MAIL_FROM, OperatorMail: OPERATOR_MAIL, MlflowTrackingUri: mlflow };
  const compiled: unknown = JSON.parse(await readFile(join(packageFolder, TEMPLATE), 'utf8'));
  const { outputs, recordedNotEnforced } = await provision(compiled, { settings, parameters, packageFolder, planes: plane });
  tell('the compiled template is applied');
  await pushTrainingImage(settings, plane);
  tell('the training image is pushed');
  const { accessKeyId, secretAccessKey } = plane.permissions.operator.credentials;
  return {
    ...{ endpoint: settings.endpoint, region: settings.region, account: settings.account, stage: settings.stage },
    buckets: { data: outputs['DataBucketName'] ?? '', artifacts: outputs['ArtifactsBucketName'] ?? '', config: outputs['ConfigBucketName'] ?? '' },
    table: outputs['RecordsTableName'] ?? '',
    mlflow,
    stateMachines: { trainModel: outputs['TrainModelArn'] ?? '' },
    functions: Object.keys(plane.lambda.invocations()),
    credentials: { accessKeyId, secretAccessKey },
    recordedNotEnforced: [...recordedNotEnforced],
    folder: settings.folder,
  };
}

async function pushTrainingImage(settings: CloudSettings, { permissions }: ExecutionPlane): Promise<void> {
  const folder = join(settings.root, 'training-image');
  const commit = commitOf(folder);
  const client = new ECRClient({ region: settings.region, endpoint: settings.endpoint, credentials: permissions.operator.credentials });
  await pushImage({ folder, repository: IMAGE_REPOSITORY, tags: commit ? [commit, 'latest'] : ['latest'], settings, client });
}
