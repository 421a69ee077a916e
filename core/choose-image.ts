import { ImageNotFoundError } from './errors.ts';
import type { Services, Write } from './ports.ts';
import type { ProjectDefinition } from './project.ts';
import { readRecord } from './read-record.ts';
import { type Image, keys, type PushedImage, type RequestRecord, Watermark } from './records.ts';
import { sha256 } from './sha256.ts';

type Named = Pick<PushedImage, 'repository' | 'tag'>;

/**
 * The image that a run trains with: where a push asked for it, that push's digest or that of a newer one, wherever the tag points by now; else what the tag names.
 * A request for an image that the project has turned away from since counts no more.
 */
export async function chooseImage(
  { project, training }: ProjectDefinition,
  requests: readonly RequestRecord[],
  services: Pick<Services, 'records' | 'images'>,
): Promise<Image> {
  const { repository, tag } = training.image;
  const pushed = requests.some(({ image }) => image?.repository === repository && image.tag === tag);
  const digest = pushed ? await newestPush(project, training.image, services) : undefined;
  const image = await services.images.resolve(repository, tag, digest);
  if (!image) throw new ImageNotFoundError(repository, tag, digest);
  return image;
}

/** Only a push that is no older may move the watermark: ECR's events come in any order, and their time is all that orders them. */
export function moveWatermark(project: string, { pushedAt: sequencer, digest: versionId, ...image }: PushedImage): Write {
  return {
    update: watermarkKey(project, image),
    set: { key: nameOf(image), sequencer, versionId },
    when: { anyOf: [{ absent: 'sequencer' }, { atMost: ['sequencer', sequencer] }] },
  };
}

async function newestPush(project: string, image: Named, { records }: Pick<Services, 'records'>): Promise<string> {
  const item = await records.get(watermarkKey(project, image));
  return readRecord(Watermark, item ?? {}, `the newest push of ${nameOf(image)} for ${project}`).versionId;
}

/** As the listing of projects and a watermark spell it. */
export const nameOf = ({ repository, tag }: Named) => `${repository}:${tag}`;

const watermarkKey = (project: string, image: Named) => keys.watermark(project, sha256(nameOf(image)));
