import type { DatasetUploaded } from '../events/dataset-uploaded.ts';
import { type Asked, openFor, recordRequest, type Recorded as Taken, unlessCollected } from './ask-for-run.ts';
import type { Mail } from './emails/letter.ts';
import { mailOfSuperseded } from './emails/mail-of-request.ts';
import { mailOfUnknownProject } from './emails/mail-of-unknown-project.ts';
import { arrivedLate, idOfVersion, versionIn } from './object-version.ts';
import { putMails } from './outbox.ts';
import type { Services, Write } from './ports.ts';
import { findProject } from './read-record.ts';
import type { ObjectVersion, ProjectRecord, RequestRecord } from './records.ts';
import { trySendMails } from './send-mails.ts';
import { takeIfNewest } from './watermark.ts';

type Needed = Pick<Services, 'records' | 'datasets' | 'executions' | 'clock' | 'ids' | 'mails'>;

/** What became of an upload: `ignored` lies under no project's datasets/. */
export type Acceptance = Partial<Omit<Asked, 'became'>> & { readonly became: Asked['became'] | 'ignored' };

/** A CSV landed: writes the request once, however often it is told of, and opens a run if it can. */
export async function acceptDataset(upload: DatasetUploaded, operator: string, services: Needed): Promise<Acceptance> {
  const object = versionIn(upload);
  const project = datasetProjectOf(object.key);
  if (project === undefined) return { became: 'ignored' };
  const found = await findProject(project, services);
  const request = requestOf(object, project, services.clock.now());
  const { became, stored } = found ? await take(unlessCollected(request, found), object, found, services) : await refuse(request, object, operator, services);
  if (stored === 'superseded' || stored === 'refused') await trySendMails(request.id, services);
  return { project, request: request.id, became, ...(stored === 'waiting' && (await openFor(request, became, services))) };
}

function take(request: RequestRecord, object: ObjectVersion, { definition }: ProjectRecord, services: Needed): Promise<Taken> {
  const { project } = request;
  return takeIfNewest<Taken>(
    project,
    object,
    {
      take: (move) => recordRequest(request, [move], services),
      overtaken: (newer) => {
        // Events of a burst overtake each other all the time, and who overwrites a file knows it: a thousand such versions are no thousand mails.
        const mails = arrivedLate(request.askedAt, object) ? mailOfSuperseded({ project, object, newer, owners: definition.owners }) : [];
        return close(superseded(request, newer), mails, [], services);
      },
    },
    services,
  );
}

/** Nothing is trained, but the version is taken note of: the sweep need not find it. */
function refuse(request: RequestRecord, object: ObjectVersion, operator: string, services: Needed): Promise<Taken> {
  const { project } = request;
  const refused: RequestRecord = { ...request, status: 'refused', reason: `there is no project ${project}` };
  const closing = (also: readonly Write[]) => close(refused, mailOfUnknownProject('datasets', { project, object, operator }), also, services);
  return takeIfNewest<Taken>(project, object, { take: (move) => closing([move]), overtaken: () => closing([]) }, services);
}

/** A request that never becomes a run is recorded together with the mail that says so. */
function close(request: RequestRecord, mails: readonly Mail[], also: readonly Write[], services: Needed): Promise<Taken> {
  return recordRequest(request, [...also, ...putMails(request.id, request.project, mails, request.askedAt)], services);
}

function superseded(request: RequestRecord, newer: string): RequestRecord {
  return { ...request, status: 'superseded', reason: `version ${newer} of the same key is newer` };
}

function requestOf(object: ObjectVersion, project: string, now: Date): RequestRecord {
  const found = object.sequencer === undefined ? FOUND : {};
  return { id: idOfVersion('upload', object), project, trigger: 'upload', askedAt: now.toISOString(), object, attempt: 1, status: 'waiting', ...found };
}

/** What stands in the records of an upload that no event told of. */
export const FOUND = { who: 'sweepUploads', why: 'no event told of this file; the sweep found it in the bucket' } as const;

/** Undefined for a key under no project's datasets/. */
export const datasetProjectOf = (key: string) => /^(?<project>[^/]+)\/datasets\/.*\.csv$/s.exec(key)?.groups?.['project'];
