import type { DatasetUploaded } from '../events/dataset-uploaded.ts';
import { type Asked, openFor, recordRequest, type Taken, unlessCollected } from './ask-for-run.ts';
import type { Mail } from './emails/letter.ts';
import { mailOfSuperseded } from './emails/mail-of-request.ts';
import { mailOfUnknownProject } from './emails/mail-of-unknown-project.ts';
import { idOfVersion, type NewVersion, versionIn } from './object-version.ts';
import { putMails } from './outbox.ts';
import type { Item, Services } from './ports.ts';
import { findProject } from './read-record.ts';
import type { ProjectRecord, RequestRecord } from './records.ts';
import { trySendMails } from './send-mails.ts';
import { moveWatermark } from './watermark.ts';

const LATE_SECONDS = 3600;

type Needed = Pick<Services, 'records' | 'executions' | 'clock' | 'ids' | 'mails'>;

/** What became of an upload: `ignored` lies under no project's datasets/. */
export type Acceptance = Partial<Omit<Asked, 'became'>> & { readonly became: Asked['became'] | 'ignored' };

/** A CSV landed: writes the request once, however often the event arrives, and opens a run if it can. */
export async function acceptDataset(upload: DatasetUploaded, operator: string, services: Needed): Promise<Acceptance> {
  const object = versionIn(upload);
  const project = projectOf(object.key);
  if (project === undefined) return { became: 'ignored' };
  const found = await findProject(project, services);
  const request = requestOf(object, project, services.clock.now());
  const { became, stored } = found ? await take(request, object, found, services) : await refuse(request, operator, services);
  if (stored === 'superseded' || stored === 'refused') await trySendMails(request.id, services);
  return { project, request: request.id, became, ...(stored === 'waiting' && (await openFor(request, services))) };
}

async function take(request: RequestRecord, object: NewVersion, project: ProjectRecord, services: Needed): Promise<Taken> {
  const taken = await recordRequest(unlessCollected(request, project), [moveWatermark(request.project, object)], services);
  return taken.obstacle ? supersede(request, taken.obstacle, project, services) : taken;
}

async function supersede(request: RequestRecord, newest: Item, { definition }: ProjectRecord, services: Needed): Promise<Taken> {
  const newer = String(newest['versionId']);
  const { project, object } = request;
  const mails = object && isLate(request) ? mailOfSuperseded({ project, object, newer, owners: definition.owners }) : [];
  return close({ ...request, status: 'superseded', reason: `version ${newer} of the same key is newer` }, mails, services);
}

/** Events of a burst overtake each other all the time, and who overwrites a file knows it: a thousand such versions are no thousand mails. */
function isLate({ askedAt, object }: RequestRecord): boolean {
  return Date.parse(askedAt) - Date.parse(object?.lastModified ?? askedAt) >= 1000 * LATE_SECONDS;
}

async function refuse(request: RequestRecord, operator: string, services: Needed): Promise<Taken> {
  const mails = request.object ? mailOfUnknownProject('datasets', { project: request.project, object: request.object, operator }) : [];
  return close({ ...request, status: 'refused', reason: `there is no project ${request.project}` }, mails, services);
}

/** A request that never becomes a run is recorded together with the mail that says so. */
function close(request: RequestRecord, mails: readonly Mail[], services: Needed): Promise<Taken> {
  return recordRequest(request, putMails(request.id, request.project, mails, request.askedAt), services);
}

function requestOf(object: NewVersion, project: string, now: Date): RequestRecord {
  return { id: idOfVersion('upload', object), project, trigger: 'upload', askedAt: now.toISOString(), object, attempt: 1, status: 'waiting' };
}

const projectOf = (key: string) => /^(?<project>[^/]+)\/datasets\/.*\.csv$/s.exec(key)?.groups?.['project'];
