import type { ObjectFound } from '../events/object-found.ts';
import { batchProjectOf } from './accept-batch.ts';
import { datasetProjectOf } from './accept-dataset.ts';
import { folderOf } from './apply-project.ts';
import { idOfVersion } from './object-version.ts';
import type { Arrivals, Datasets, Item, Key, Services } from './ports.ts';
import { keys, type ObjectVersion } from './records.ts';
import { watermarkOf } from './watermark.ts';

type Needed = Pick<Services, 'records' | 'clock' | 'arrivals'> & { readonly uploads: Pick<Datasets, 'page'>; readonly projectFiles: Pick<Datasets, 'page'> };
type Kind = Parameters<Arrivals['hand']>[0];

/** What one round looked at and what it handed over; `found` is by the ids of the versions. */
export type Swept = { readonly objects: number; readonly found: readonly string[] };

/** Of a thousand versions each. What lies beyond them is looked at in the next round: a bucket of any size costs the same. */
const PAGES_A_ROUND = 3;
const FOUND_A_ROUND = 100;
/** What was handed over and could not be taken is in the dead-letter queue by then, and is handed over again. */
const AGAIN_MS = 60 * 60_000;

/**
 * Goes round the buckets for objects that no event told of, and hands them to the functions that the event would have reached. It only nominates:
 * whoever takes an object asks S3 whether it is still the newest version of its key. So it may look at records that are a moment old.
 * An object that has lain there for less than `patienceSeconds` is left to its event.
 */
export async function sweepUploads(patienceSeconds: number, { uploads, projectFiles, ...services }: Needed): Promise<Swept> {
  const before = new Date(services.clock.now().getTime() - 1000 * patienceSeconds).toISOString();
  const projects = await sweep('projects', projectFiles, services, { before, most: FOUND_A_ROUND });
  const data = await sweep('uploads', uploads, services, { before, most: FOUND_A_ROUND - projects.found.length });
  return { objects: projects.objects + data.objects, found: [...projects.found, ...data.found] };
}

type Rest = Pick<Needed, 'records' | 'clock' | 'arrivals'>;
type Bounds = { readonly before: string; readonly most: number };

/** One bucket, from where the last round ended; at its end the next round begins anew. */
async function sweep(bucket: string, { page }: Pick<Datasets, 'page'>, services: Rest, { before, most }: Bounds): Promise<Swept> {
  const begin = textIn(await services.records.get(keys.cursor(bucket)), 'from');
  const found: string[] = [];
  let objects = 0;
  let from = begin;
  for (let pages = 0; pages < PAGES_A_ROUND; pages += 1) {
    const listed = await page(from);
    objects += listed.objects.length;
    const missed = await missedOf(listed.objects, before, services);
    for (const each of missed) if (found.length < most && (await hand(each, services))) found.push(each.id);
    if (missed.length > 0 && found.length >= most) break;
    from = listed.next;
    if (from === undefined) break;
  }
  if (from !== begin) await services.records.write({ put: keys.cursor(bucket), item: { ...(from !== undefined && { from }) } });
  return { objects, found };
}

type Arrival = { readonly kind: Kind; readonly project: string; readonly object: ObjectVersion; readonly id: string };

/** Objects that are old enough and that no record knows of. */
async function missedOf(objects: readonly ObjectVersion[], before: string, { records }: Rest): Promise<readonly Arrival[]> {
  const arrivals = objects.filter(({ lastModified = '' }) => lastModified < before).flatMap(arrivalOf);
  const traces = [...new Map(arrivals.flatMap(tracesOf).map((key) => [addressOf(key), key])).values()];
  const known = new Map((await records.glance(traces)).map((item) => [addressOf(item), item]));
  return arrivals.filter((arrival) => !tracesOf(arrival).some((key) => tellsOf(known.get(addressOf(key)), arrival)));
}

function arrivalOf(object: ObjectVersion): readonly Arrival[] {
  const arrival = (kind: Kind, project: string | undefined) =>
    project === undefined ? [] : [{ kind, project, object, id: idOfVersion(kind === 'project' ? 'project' : 'upload', object) }];
  return [...arrival('dataset', datasetProjectOf(object.key)), ...arrival('batch', batchProjectOf(object.key)), ...arrival('project', folderOf(object.key))];
}

/** Where the one who took a version leaves word of it; of a project.yml with mistakes the mail that said so. */
function tracesOf({ kind, project, object, id }: Arrival): readonly Key[] {
  return kind === 'project' ? [keys.project(project), keys.mail(id, 0)] : [watermarkOf(project, object)];
}

function tellsOf(item: Item | undefined, { object: { versionId }, id }: Arrival): boolean {
  if (item === undefined) return false;
  const source = item['source'];
  const applied = typeof source === 'object' && source !== null && 'versionId' in source ? source.versionId : undefined;
  return item['versionId'] === versionId || applied === versionId || item['outcomeOf'] === id;
}

/** Handed over first and noted then: whoever dies in between hands it over twice, which costs a refused write. False where it was handed over a short time ago. */
async function hand({ kind, project, object, id }: Arrival, { records, arrivals, clock }: Rest): Promise<boolean> {
  const now = clock.now();
  const noted = textIn(await records.get(keys.found(id)), 'notBefore');
  if (noted !== undefined && noted > now.toISOString()) return false;
  await arrivals.hand(kind, foundOf(object));
  const notBefore = new Date(now.getTime() + AGAIN_MS).toISOString();
  const { bucket, key, versionId } = object;
  await records.write({ put: keys.found(id), item: { id, kind, project, bucket, key, versionId, foundAt: now.toISOString(), notBefore } });
  return true;
}

function foundOf({ bucket, key, versionId, size = 0, lastModified = '' }: ObjectVersion): ObjectFound {
  const detail = { bucket: { name: bucket }, object: { key, size, 'version-id': versionId } };
  return { source: 'nacre.sweep', 'detail-type': 'Object Found', time: lastModified, detail };
}

const addressOf = ({ pk, sk }: Item) => `${pk}\n${sk}`;

function textIn(item: Item | undefined, member: string): string | undefined {
  const value = item?.[member];
  return typeof value === 'string' ? value : undefined;
}
