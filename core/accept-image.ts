import type { ImagePushed } from '../events/image-pushed.ts';
import { type Asked, openFor, recordRequest, type Taken, unlessCollected } from './ask-for-run.ts';
import { moveWatermark, nameOf } from './choose-image.ts';
import { inSlices } from './in-slices.ts';
import type { Item, Services } from './ports.ts';
import { findProject } from './read-record.ts';
import type { ProjectRecord, PushedImage, RequestRecord } from './records.ts';
import { sha256 } from './sha256.ts';

type Needed = Pick<Services, 'records' | 'executions' | 'clock' | 'ids' | 'mails'>;

/** `ignored`: no push that succeeded, or of a manifest without a tag. An image that no project is trained with has no requests. */
export type ImageAcceptance = { readonly became: 'taken' | 'ignored'; readonly requests: readonly Asked[] };

/**
 * A training image was pushed: every project that is trained with that repository and tag is asked to train again, on its current data.
 * A project's trouble does not keep the others from being asked; the event is then delivered again, and finds their requests recorded.
 */
export async function acceptImage(push: ImagePushed, services: Needed): Promise<ImageAcceptance> {
  const image = imageIn(push);
  if (!image) return { became: 'ignored', requests: [] };
  const projects = await projectsTrainedWith(image, services);
  const asked = await Promise.allSettled(projects.map((project) => ask(image, project, services)));
  const failed = asked.find(({ status }) => status === 'rejected');
  if (failed?.status === 'rejected') throw failed.reason;
  return { became: 'taken', requests: asked.flatMap((each) => (each.status === 'fulfilled' ? each.value : [])) };
}

function imageIn({ time, detail }: ImagePushed): PushedImage | undefined {
  const { result, 'action-type': action, 'repository-name': repository, 'image-tag': tag, 'image-digest': digest } = detail;
  if (result !== 'SUCCESS' || action !== 'PUSH' || tag === undefined || digest === undefined) return undefined;
  return { repository, tag, digest, pushedAt: new Date(time).toISOString() };
}

/** The listing is read whole: about a page for every three thousand projects. Beyond some ten thousand a listing by image would be cheaper. An entry of an older release names no image: its project's record does. */
async function projectsTrainedWith(image: PushedImage, services: Needed): Promise<readonly ProjectRecord[]> {
  const listed = await services.records.query('PROJECTS', '');
  const candidates = listed.filter((listing) => (listing['image'] ?? nameOf(image)) === nameOf(image));
  const found = await inSlices(candidates, (listing) => findProject(String(listing['project']), services));
  return found.flatMap((project) => (project && nameOf(project.definition.training.image) === nameOf(image) && wasThere(project, image) ? [project] : []));
}

/** A project that was made after the push needs not be asked: its first data are trained with that image anyway. ECR tells the time in whole seconds. */
function wasThere({ since = '' }: ProjectRecord, { pushedAt }: PushedImage): boolean {
  return since.slice(0, WHOLE_SECONDS) <= pushedAt.slice(0, WHOLE_SECONDS);
}

const WHOLE_SECONDS = '2026-11-20T10:15:00'.length;

/** The same digest pushed again after another one is a new request: its time differs. */
async function ask(image: PushedImage, project: ProjectRecord, services: Needed): Promise<Asked> {
  const id = `image-${sha256([project.project, image.repository, image.tag, image.digest, image.pushedAt].join('\n')).slice(0, 32)}`;
  const askedAt = services.clock.now().toISOString();
  const request = { id, project: project.project, trigger: 'image', askedAt, image, attempt: 1, status: 'waiting' } as const;
  const taken = await recordRequest(unlessCollected(request, project), [moveWatermark(project.project, image)], services);
  const { became, stored } = taken.obstacle ? await supersede(request, taken.obstacle, services) : taken;
  return { project: project.project, request: id, became, ...(stored === 'waiting' && (await openFor(request, became, services))) };
}

/** A push whose event comes late is never trained with after a newer one. */
function supersede(request: RequestRecord, newest: Item, services: Needed): Promise<Taken> {
  return recordRequest({ ...request, status: 'superseded', reason: `digest ${newest['versionId']} was pushed under the same tag later` }, [], services);
}
