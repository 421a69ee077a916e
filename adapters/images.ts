import { DescribeImagesCommand, ECRClient, type ImageIdentifier, ImageNotFoundException, RepositoryNotFoundException } from '@aws-sdk/client-ecr';
import type { Images } from '../core/ports.ts';

/** A build tags its image with the commit it was made from. */
const COMMIT = /^[0-9a-f]{40}(-dirty)?$/;

/** Images are named to SageMaker by digest only, since a tag may move while a run works. */
export function ecrImages(registry: string, client = new ECRClient({})): Images {
  return {
    async resolve(repository, tag, pinned) {
      const found = await imageAt(client, repository, pinned === undefined ? { imageTag: tag } : { imageDigest: pinned });
      const digest = found?.imageDigest;
      if (digest === undefined) return undefined;
      const commit = found?.imageTags?.find((other) => COMMIT.test(other));
      return { repository, tag, digest, uri: `${registry}/${repository}@${digest}`, ...(commit === undefined ? {} : { commit }) };
    },
  };
}

async function imageAt(client: ECRClient, repositoryName: string, image: ImageIdentifier) {
  try {
    const { imageDetails } = await client.send(new DescribeImagesCommand({ repositoryName, imageIds: [image] }));
    return imageDetails?.[0];
  } catch (error) {
    if (error instanceof ImageNotFoundException || error instanceof RepositoryNotFoundException) return undefined;
    throw error;
  }
}
