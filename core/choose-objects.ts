import { Buffer } from 'node:buffer';
import { inSlices } from './in-slices.ts';
import type { Services } from './ports.ts';
import type { ProjectDefinition } from './project.ts';
import type { ObjectVersion, Verdict } from './records.ts';

export type UploadRequest = { readonly id: string; readonly object: ObjectVersion };
type Asked = { readonly uploads: readonly UploadRequest[]; readonly onlyUploads: boolean };
type Chosen = { readonly objects: readonly ObjectVersion[] } | { readonly verdict: Verdict };

/** A run names every version that it used in its record, and a record holds 400 KB. */
const MOST_OBJECTS = 300;
/** Of what the record says of them, twice: long keys take more room than many. */
const MOST_BYTES = 90_000;
const MOST_NAMED = 10;
const MOST_LISTED = 100_000;

/** Which object versions a run trains on: `latest` the newest file, `all` every current one; a verdict where there is nothing to train on. */
export async function chooseObjects(
  { project, data }: ProjectDefinition,
  { uploads, onlyUploads }: Asked,
  { datasets }: Pick<Services, 'datasets'>,
): Promise<Chosen> {
  const prefix = `${project}/datasets/`;
  const listed = await datasets.list(prefix, MOST_LISTED);
  if (data.use === 'all' && listed.length > MOST_OBJECTS) return { verdict: tooMany(prefix, listed.length) };
  const { objects, gone } = data.use === 'all' ? await everyOne(listed, datasets) : await newest(listed, datasets);
  const there = new Set(listed.map(({ key }) => key).filter((key) => !gone.includes(key)));
  if (onlyUploads && !uploads.some(({ object }) => there.has(object.key))) return { verdict: deleted(uploads) };
  if (objects.length === 0) return { verdict: noData(prefix) };
  return Buffer.byteLength(JSON.stringify(objects)) > MOST_BYTES ? { verdict: tooLong(prefix, objects.length) } : { objects };
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

const deleted = (uploads: readonly UploadRequest[]): Verdict => ({
  outcome: 'Refused',
  reason: 'The uploaded file was deleted before it could be read.',
  details: uploads.slice(0, MOST_NAMED).map(({ object }) => `${object.key} (version ${object.versionId}) is gone`),
  nextStep: 'Upload the file again and leave it in place until the run has ended.',
});

const noData = (prefix: string): Verdict => ({
  outcome: 'Refused',
  reason: `There is no data to train on: no .csv file lies under ${prefix}.`,
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
