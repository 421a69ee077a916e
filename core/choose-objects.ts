import { Buffer } from 'node:buffer';
import { inSlices } from './in-slices.ts';
import type { Services } from './ports.ts';
import type { ProjectDefinition } from './project.ts';
import type { ObjectVersion, Verdict } from './records.ts';

export type UploadRequest = { readonly id: string; readonly object: ObjectVersion };
/**
 * `beyond`: only what has come since these versions, which the reigning model was made of, is new. `again`: what a run that failed had used.
 * Both name their files; without them the newest one is meant.
 */
type Asked = {
  readonly uploads: readonly UploadRequest[];
  readonly onlyUploads: boolean;
  readonly beyond?: readonly ObjectVersion[];
  readonly again?: readonly ObjectVersion[];
};
type Chosen = { readonly objects: readonly ObjectVersion[] } | { readonly verdict: Verdict };

/** A run names every version that it used in its record, and a record holds 400 KB. */
const MOST_OBJECTS = 300;
/** Of what the record says of them, twice: long keys take more room than many. */
const MOST_BYTES = 90_000;
const MOST_NAMED = 10;
const MOST_LISTED = 100_000;

/** Which object versions a run trains on: `latest` the newest file, `all` every current one; a verdict where there is nothing to train on, no objects where nothing is beyond. */
export async function chooseObjects({ project, data }: ProjectDefinition, asked: Asked, { datasets }: Pick<Services, 'datasets'>): Promise<Chosen> {
  const { uploads, onlyUploads, beyond, again } = asked;
  const prefix = `${project}/datasets/`;
  const listed = await datasets.list(prefix, MOST_LISTED);
  const meant = data.use === 'all' ? listed : meantOf(listed, asked);
  const several = data.use === 'all' || beyond !== undefined || again !== undefined;
  if (several && meant.length > MOST_OBJECTS) return { verdict: tooMany(prefix, meant.length) };
  const { objects, gone } = several ? await everyOne(meant, datasets) : await newest(listed, datasets);
  if (beyond && objects.every((object) => isAmong(object, beyond))) return { objects: [] };
  const there = new Set(listed.map(({ key }) => key).filter((key) => !gone.includes(key)));
  if (onlyUploads && !uploads.some(({ object }) => there.has(object.key))) return { verdict: deleted(uploads.map(({ object }) => object)) };
  if (objects.length === 0) return { verdict: again ? deleted(again) : noData(prefix, uploads.length > 0) };
  const chosen = beyond && data.use === 'latest' ? objects.filter((object) => !isAmong(object, beyond)) : objects;
  return Buffer.byteLength(JSON.stringify(chosen)) > MOST_BYTES ? { verdict: tooLong(prefix, chosen.length) } : { objects: chosen };
}

/** The files that a request without an upload names. Those of the reigning model are as new as the newest of them: files of the same second are looked at. */
function meantOf(listed: Listed, { beyond, again }: Asked): Listed {
  if (again) return listed.filter(({ key }) => again.some((object) => object.key === key));
  const since =
    (beyond ?? [])
      .map(({ lastModified = '' }) => lastModified)
      .toSorted()
      .at(-1) ?? '';
  return listed.filter(({ lastModified }) => lastModified >= since);
}

function isAmong({ key, versionId }: ObjectVersion, others: readonly ObjectVersion[]): boolean {
  return others.some((other) => other.key === key && other.versionId === versionId);
}

type Listed = Awaited<ReturnType<Services['datasets']['list']>>;
type Found = { readonly objects: readonly ObjectVersion[]; readonly gone: readonly string[] };

async function everyOne(listed: Listed, datasets: Services['datasets']): Promise<Found> {
  const names = listed.map(({ key }) => key).sort();
  const heads = await inSlices(names, async (key) => ({ key, object: await datasets.head(key) }));
  return { objects: heads.flatMap(({ object }) => object ?? []), gone: heads.filter(({ object }) => !object).map(({ key }) => key) };
}

/** The newest that is still there: a file may be deleted between the listing and the look at it. */
async function newest(listed: Listed, datasets: Services['datasets']): Promise<Found> {
  const gone: string[] = [];
  const newestFirst = listed.toSorted((a, b) => (a.lastModified === b.lastModified ? compare(b.key, a.key) : compare(b.lastModified, a.lastModified)));
  for (const { key } of newestFirst) {
    const object = await datasets.head(key);
    if (object) return { objects: [object], gone };
    gone.push(key);
  }
  return { objects: [], gone };
}

const compare = (a: string, b: string) => (a < b ? -1 : 1);

const deleted = (objects: readonly ObjectVersion[]): Verdict => ({
  outcome: 'Refused',
  reason: 'The uploaded file was deleted before it could be read.',
  details: objects.slice(0, MOST_NAMED).map(({ key, versionId }) => `${key} (version ${versionId}) is gone`),
  nextStep: 'Upload the file again and leave it in place until the run has ended.',
});

/** Where nobody uploaded anything, a project without data is no mistake: it waits for its first file. */
const noData = (prefix: string, uploaded: boolean): Verdict => ({
  outcome: uploaded ? 'Refused' : 'Skipped',
  reason: `There is no data to train on${uploaded ? '' : ' yet'}: no .csv file lies under ${prefix}.`,
  details: [],
  nextStep: `Upload a CSV file under ${prefix} of the data bucket.`,
});

const tooMany = (prefix: string, count: number): Verdict => ({
  outcome: 'Refused',
  reason: `There are ${count} files under ${prefix}; a run trains on at most ${MOST_OBJECTS}.`,
  details: [],
  nextStep: 'Join small files into larger ones and delete the small ones, or set data.use to latest in project.yml.',
});

const tooLong = (prefix: string, count: number): Verdict => ({
  outcome: 'Refused',
  reason: `The names and metadata of the ${count} files under ${prefix} are longer than the record of a run can hold.`,
  details: [],
  nextStep: 'Give the files shorter names, join small ones into larger ones, or set data.use to latest in project.yml.',
});
