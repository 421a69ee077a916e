import { HeadBucketCommand, S3Client } from '@aws-sdk/client-s3';
import { AwsError, type CloudSettings, type EventBus, type Permissions } from '../../plane.ts';
import { invalid } from '../invalid.ts';

export type Session = ReturnType<Permissions['assume']>;

/** What requests name outside themselves is looked up here. */
export type Surroundings = {
  readonly settings: CloudSettings;
  readonly permissions: Permissions;
  /** The snapshot behind an image's URI. */
  readonly imageFolder: (uri: string) => string | undefined;
};

/** What every kind of job is made with. */
export type JobOptions = Surroundings & {
  readonly publish: EventBus['publish'];
  /** Seconds between SIGTERM and SIGKILL; AWS gives 120. */
  readonly graceSeconds: number;
  /** Told what is lost without anyone else being told: log lines, metrics, faults of our own. */
  readonly tell: (trouble: string) => void;
};

export function assumeRole(roleArn: string, { permissions }: Surroundings): Session {
  try {
    return permissions.assume(roleArn, 'sagemaker.amazonaws.com', 'SageMaker');
  } catch (error) {
    if (!(error instanceof AwsError)) throw error;
    throw invalid(`Could not assume role ${roleArn}. Please ensure that the role exists and allows principal 'sagemaker.amazonaws.com' to assume the role.`);
  }
}

/** An image's address in its parts; undefined where it is in no registry of AWS. */
export function readImageUri(uri: string) {
  const [, account, region, repository, tag, digest] = /^(\d{12})\.dkr\.ecr\.([a-z0-9-]+)\.amazonaws\.com\/([^:@]+)(?::([^@]+))?(?:@(.+))?$/.exec(uri) ?? [];
  return account === undefined ? undefined : { repository: `arn:aws:ecr:${region}:${account}:repository/${repository}`, tag, digest };
}

/** The image's folder, where there is one that the role may pull. */
export function pullImage(uri: string, { identity }: Session, { permissions, imageFolder }: Surroundings): string | undefined {
  const repository = readImageUri(uri)?.repository;
  const folder = imageFolder(uri);
  if (folder === undefined || repository === undefined) return undefined;
  try {
    permissions.authorize(identity, 'ecr:GetAuthorizationToken', '*');
    for (const action of ['BatchCheckLayerAvailability', 'GetDownloadUrlForLayer', 'BatchGetImage'])
      permissions.authorize(identity, `ecr:${action}`, repository);
    return folder;
  } catch (error) {
    if (error instanceof AwsError) return undefined;
    throw error;
  }
}

/** The service's own look, not the role's: the role needs no right to list the bucket it writes to. */
export async function findBucket(bucket: string, { settings, permissions }: Surroundings): Promise<void> {
  const { endpoint, region } = settings;
  const client = new S3Client({ endpoint, region, credentials: permissions.operator.credentials, forcePathStyle: true });
  try {
    await client.send(new HeadBucketCommand({ Bucket: bucket }));
  } catch (error) {
    if (!(error instanceof Error) || error.name !== 'NotFound') throw error;
    throw invalid(`Could not access S3 bucket ${bucket}. Please ensure that the bucket exists in the selected region (${region}).`);
  } finally {
    client.destroy();
  }
}
