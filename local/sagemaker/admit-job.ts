import { HeadBucketCommand, S3Client } from '@aws-sdk/client-s3';
import { AwsError, type CloudSettings, type Permissions } from '../plane.ts';
import { invalid } from './check-request.ts';
import { splitS3Uri } from './s3-uri.ts';
import type { TrainingRequest } from './training-request.ts';

export type Session = ReturnType<Permissions['assume']>;
export type Admitted = { readonly session: Session; readonly image: string };

export type Surroundings = {
  readonly settings: CloudSettings;
  readonly permissions: Permissions;
  /** The snapshot behind an image's URI. */
  readonly imageFolder: (uri: string) => string | undefined;
};

/** Looks at what a request names outside itself: the role, the image and whether the role may pull it, the bucket for the output. */
export async function admitJob(request: TrainingRequest, around: Surroundings): Promise<Admitted> {
  const session = assumeRole(request.RoleArn, around);
  const image = pullImage(request, session, around);
  await findBucket(splitS3Uri(request.OutputDataConfig.S3OutputPath).bucket, around);
  return { session, image };
}

function assumeRole(roleArn: string, { permissions }: Surroundings): Session {
  try {
    return permissions.assume(roleArn, 'sagemaker.amazonaws.com', 'SageMaker');
  } catch (error) {
    if (!(error instanceof AwsError)) throw error;
    throw invalid(`Could not assume role ${roleArn}. Please ensure that the role exists and allows principal 'sagemaker.amazonaws.com' to assume the role.`);
  }
}

/** SageMaker says the same whether the image is missing or the role may not pull it. */
function pullImage(
  { AlgorithmSpecification: { TrainingImage: uri }, RoleArn }: TrainingRequest,
  { identity }: Session,
  { permissions, imageFolder }: Surroundings,
): string {
  const name = /^(\d{12})\.dkr\.ecr\.([a-z0-9-]+)\.amazonaws\.com\/([^:@]+)(?::([^@]+))?(?:@(.+))?$/.exec(uri);
  if (!name) throw invalid('Invalid training image. Please provide a valid Amazon Elastic Container Registry path of the Docker image to run.');
  const [, account, region, repository, tag, digest] = name;
  const folder = imageFolder(uri);
  if (folder !== undefined && isAllowed(() => authorizePull(permissions, identity, `arn:aws:ecr:${region}:${account}:repository/${repository}`))) return folder;
  throw invalid(
    `Cannot find the requested image: ${uri} with tag: ${tag ?? (digest ? 'null' : 'latest')} and digest: ${digest ?? 'null'}. Please check if your ECR image exists and role ${RoleArn} has proper pull permissions for SageMaker: ecr:BatchCheckLayerAvailability, ecr:BatchGetImage, ecr:GetDownloadUrlForLayer`,
  );
}

function authorizePull(permissions: Permissions, identity: Session['identity'], repository: string): void {
  permissions.authorize(identity, 'ecr:GetAuthorizationToken', '*');
  for (const action of ['BatchCheckLayerAvailability', 'GetDownloadUrlForLayer', 'BatchGetImage']) permissions.authorize(identity, `ecr:${action}`, repository);
}

function isAllowed(authorize: () => void): boolean {
  try {
    authorize();
    return true;
  } catch (error) {
    if (error instanceof AwsError) return false;
    throw error;
  }
}

/** The service's own look, not the role's: the role needs no right to list the bucket it writes to. */
async function findBucket(bucket: string, { settings, permissions }: Surroundings): Promise<void> {
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
