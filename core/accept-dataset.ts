import type { DatasetUploaded } from '../events/dataset-uploaded.ts';
import { mailOfSuperseded, mailOfUnknownProject } from './emails/mail-of-request.ts';
import { idOfVersion, type NewVersion, versionIn } from './object-version.ts';
import { openRun } from './open-run.ts';
import { putMails } from './outbox.ts';
import type { Item, Services } from './ports.ts';
import { findProject } from './read-record.ts';
import { keys, type ProjectRecord, type RequestRecord } from './records.ts';
import { putWaiting } from './requests.ts';
import { sendMails } from './send-mails.ts';
import { moveWatermark } from './watermark.ts';

type Needed = Pick<Services, 'records' | 'executions' | 'clock' | 'ids' | 'mails'>;

/** What became of an upload: `duplicate` was recorded before, `ignored` lies under no project's datasets/. */
export type Acceptance = {
  readonly became: RequestRecord['status'] | 'duplicate' | 'ignored';
  readonly request?: string;
  readonly project?: string;
  readonly run?: string;
};

/** A CSV landed: writes the request once, however often the event arrives, and opens a run if it can. */
export async function acceptDataset(upload: DatasetUploaded, operator: string, services: Needed): Promise<Acceptance> {
  const object = versionIn(upload);
  const project = projectOf(object.key);
  if (project === undefined) return { became: 'ignored' };
  const found = await findProject(project, services);
  const request = requestOf(object, project, services.clock.now());
  const { became, stored } = found ? await take(request, object, found, services) : await refuse(request, operator, services);
  const facts = { project, request: request.id, became };
  if (stored === 'superseded' || stored === 'refused') await sendMails(request.id, services);
  if (stored !== 'waiting') return facts;
  const { run } = await openRun(project, services);
  return { ...facts, ...(run && { run }) };
}

/** `stored` is the request's status in the records; for a duplicate whose first delivery died half way, the work goes on from there. */
type Taken = { readonly became: Acceptance['became']; readonly stored: unknown };

async function take(request: RequestRecord, object: NewVersion, project: ProjectRecord, services: Needed): Promise<Taken> {
  const collected = !project.definition.training.on.includes('upload');
  const stored: RequestRecord = collected ? { ...request, status: 'collected', reason: 'training.on of the project does not list upload' } : request;
  const written = await services.records.write(
    { put: keys.request(request.project, request.id), item: stored, when: { absent: 'id' } },
    moveWatermark(request.project, object),
    ...(collected ? [] : [putWaiting(request)]),
  );
  if (written.done) return { became: stored.status, stored: stored.status };
  const duplicate = written.refused.find(({ index }) => index === 0);
  if (duplicate) return { became: 'duplicate', stored: duplicate.current?.['status'] };
  return supersede(request, written.refused[0]?.current ?? {}, project, services);
}

async function supersede(request: RequestRecord, newest: Item, { definition }: ProjectRecord, services: Needed): Promise<Taken> {
  const newer = String(newest['versionId']);
  const mails = request.object ? mailOfSuperseded({ project: request.project, object: request.object, newer, owners: definition.owners }) : [];
  return close({ ...request, status: 'superseded', reason: `version ${newer} of the same key is newer` }, mails, services);
}

async function refuse(request: RequestRecord, operator: string, services: Needed): Promise<Taken> {
  const mails = request.object ? mailOfUnknownProject({ project: request.project, object: request.object, operator }) : [];
  return close({ ...request, status: 'refused', reason: `there is no project ${request.project}` }, mails, services);
}

/** A request that never becomes a run is recorded together with the mail that says so. */
async function close(request: RequestRecord, mails: Parameters<typeof putMails>[2], { records }: Needed): Promise<Taken> {
  const written = await records.write(
    { put: keys.request(request.project, request.id), item: request, when: { absent: 'id' } },
    ...putMails(request.id, request.project, mails, request.askedAt),
  );
  if (written.done) return { became: request.status, stored: request.status };
  return { became: 'duplicate', stored: written.refused[0]?.current?.['status'] };
}

function requestOf(object: NewVersion, project: string, now: Date): RequestRecord {
  return { id: idOfVersion('upload', object), project, trigger: 'upload', askedAt: now.toISOString(), object, attempt: 1, status: 'waiting' };
}

const projectOf = (key: string) => /^(?<project>[^/]+)\/datasets\/.*\.csv$/s.exec(key)?.groups?.['project'];
