import { HeadObjectCommand, S3ServiceException } from '@aws-sdk/client-s3';
import { invalid } from '../invalid.ts';
import { roleClients } from '../jobs/role-clients.ts';
import { splitS3Uri } from '../jobs/s3-uri.ts';
import { assumeRole, pullImage, readImageUri, type Session, type Surroundings } from '../jobs/surroundings.ts';
import type { CheckedModel } from './check-request.ts';
import type { Serving } from './model.ts';
import { servingOfPackage } from './serving-of-package.ts';

/** Looks at what a model names outside itself, as its role: the model package, the image, the data. */
export async function admitModel({ container, roleArn }: CheckedModel, around: Surroundings): Promise<Serving> {
  const session = assumeRole(roleArn, around);
  const { Image: image, ModelPackageName: packaged, ModelDataUrl: dataUrl, Environment: environment = {} } = container;
  const serving = packaged === undefined ? { image: image ?? '', dataUrl, environment } : await servingOfPackage(packaged, environment, around);
  if (readImageUri(serving.image) === undefined) throw invalid(`Using non-ECR image "${serving.image}" without Vpc repository access mode is not supported.`);
  if (pullImage(serving.image, session, around) === undefined) throw invalid(`Requested image ${serving.image} not found.`);
  if (serving.dataUrl !== undefined) await findData(serving.dataUrl, { roleArn, session, around });
  return serving;
}

/** SageMaker says the same whether the archive is missing or the role may not read it. */
async function findData(
  url: string,
  { roleArn, session, around: { settings } }: { readonly roleArn: string; readonly session: Session; readonly around: Surroundings },
): Promise<void> {
  const { bucket, prefix } = splitS3Uri(url);
  const clients = roleClients(settings, session.credentials);
  try {
    await clients.s3.send(new HeadObjectCommand({ Bucket: bucket, Key: prefix }));
  } catch (error) {
    if (!(error instanceof S3ServiceException) || ![403, 404].includes(error.$metadata.httpStatusCode ?? 0)) throw error;
    throw invalid(noData(url, roleArn, settings.region));
  } finally {
    clients.close();
  }
}

export function noData(url: string, roleArn: string, region: string): string {
  return `Could not access model data at ${url}. Please ensure that the role "${roleArn}" exists and that its trust relationship policy allows the action "sts:AssumeRole" for the service principal "sagemaker.amazonaws.com". Also ensure that the role has "s3:GetObject" permissions and that the object is located in ${region}.`;
}
