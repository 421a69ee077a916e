import { DescribeRepositoriesCommand, type ECRClient, ImageAlreadyExistsException, PutImageCommand, RepositoryNotFoundException } from '@aws-sdk/client-ecr';
import type { CloudSettings } from '../plane.ts';
import { catalogueImage } from './catalogue.ts';
import { type Manifest, manifestOf } from './manifest.ts';
import { readImageFolder } from './read-folder.ts';
import { keepSnapshot } from './snapshot.ts';

export type Push = {
  readonly folder: string;
  readonly repository: string;
  readonly tags: readonly string[];
  readonly settings: CloudSettings;
  readonly client: ECRClient;
};

/**
 * Stands for `docker build` and `docker push`: keeps a snapshot of the folder, registers its digest in ECR, which
 * tells of every tag that moved. The same content has the same digest; a tag that names it already is no news.
 */
export async function pushImage({
  folder,
  repository,
  tags,
  settings,
  client,
}: Push): Promise<{ readonly digest: string; readonly uri: string; readonly folder: string }> {
  const files = readImageFolder(folder);
  const manifest = manifestOf(folder, files);
  await findRepository(client, repository);
  const snapshot = await keepSnapshot({ folder, files, digest: manifest.digest, settings });
  catalogueImage(settings.folder, { repository, digest: manifest.digest, tags });
  for (const tag of tags) {
    await putTag(client, { repository, tag, manifest });
  }
  const registry = `${settings.account}.dkr.ecr.${settings.region}.amazonaws.com`;
  return { digest: manifest.digest, uri: `${registry}/${repository}@${manifest.digest}`, folder: snapshot };
}

async function findRepository(client: ECRClient, repository: string): Promise<void> {
  try {
    await client.send(new DescribeRepositoriesCommand({ repositoryNames: [repository] }));
  } catch (error) {
    if (error instanceof RepositoryNotFoundException) throw new Error(`there is no ECR repository ${repository} to push to; deploy first`, { cause: error });
    throw error;
  }
}

/** A tag that names this image already is left alone. */
async function putTag(client: ECRClient, image: { readonly repository: string; readonly tag: string; readonly manifest: Manifest }): Promise<void> {
  const { text, mediaType, digest } = image.manifest;
  try {
    await client.send(
      new PutImageCommand({
        repositoryName: image.repository,
        imageTag: image.tag,
        imageManifest: text,
        imageManifestMediaType: mediaType,
        imageDigest: digest,
      }),
    );
  } catch (error) {
    if (error instanceof ImageAlreadyExistsException) return;
    throw error;
  }
}
