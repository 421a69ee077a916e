import { DescribeModelPackageCommand, SageMakerClient } from '@aws-sdk/client-sagemaker';
import { invalid } from '../invalid.ts';
import type { Surroundings } from '../jobs/surroundings.ts';
import type { Serving } from './model.ts';

/** What a version in the model registry says of its container; the model's own variables go before the package's. */
export async function servingOfPackage(
  name: string,
  environment: Readonly<Record<string, string>>,
  { settings: { endpoint, region }, permissions }: Surroundings,
): Promise<Serving> {
  const client = new SageMakerClient({ endpoint, region, credentials: permissions.operator.credentials });
  try {
    const found = await client.send(new DescribeModelPackageCommand({ ModelPackageName: name }));
    const containers = found.InferenceSpecification?.Containers ?? [];
    const [container] = containers;
    if (container?.Image === undefined || containers.length > 1)
      throw invalid(`Model package ${name} has ${containers.length} containers with an image; the laptop cloud serves packages of exactly one.`);
    const { Image, ImageDigest, ModelDataUrl, Environment } = container;
    return { image: pinned(Image, ImageDigest), dataUrl: ModelDataUrl, environment: { ...Environment, ...environment } };
  } catch (error) {
    if (!(error instanceof Error) || error.name !== 'ValidationException') throw error;
    throw invalid(`Could not find model package "${name}".`);
  } finally {
    client.destroy();
  }
}

/** The digest says which image was registered, wherever its tag has gone since. */
function pinned(image: string, digest: string | undefined): string {
  return digest === undefined || image.includes('@') ? image : `${image.replace(/:[^:/]+$/, '')}@${digest}`;
}
