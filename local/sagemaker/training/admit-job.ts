import { invalid } from '../invalid.ts';
import { splitS3Uri } from '../jobs/s3-uri.ts';
import { assumeRole, findBucket, pullImage, readImageUri, type Session, type Surroundings } from '../jobs/surroundings.ts';
import type { TrainingRequest } from './training-request.ts';

export type Admitted = { readonly session: Session; readonly image: string };

/** Looks at what a request names outside itself: the role, the image and whether the role may pull it, the bucket for the output. */
export async function admitJob(request: TrainingRequest, around: Surroundings): Promise<Admitted> {
  const session = assumeRole(request.RoleArn, around);
  const image = findImage(request, session, around);
  await findBucket(splitS3Uri(request.OutputDataConfig.S3OutputPath).bucket, around);
  return { session, image };
}

/** SageMaker says the same whether the image is missing or the role may not pull it. */
function findImage({ AlgorithmSpecification: { TrainingImage: uri }, RoleArn }: TrainingRequest, session: Session, around: Surroundings): string {
  const named = readImageUri(uri);
  if (!named) throw invalid('Invalid training image. Please provide a valid Amazon Elastic Container Registry path of the Docker image to run.');
  const folder = pullImage(uri, session, around);
  if (folder !== undefined) return folder;
  throw invalid(
    `Cannot find the requested image: ${uri} with tag: ${named.tag ?? (named.digest ? 'null' : 'latest')} and digest: ${named.digest ?? 'null'}. Please check if your ECR image exists and role ${RoleArn} has proper pull permissions for SageMaker: ecr:BatchCheckLayerAvailability, ecr:BatchGetImage, ecr:GetDownloadUrlForLayer`,
  );
}
