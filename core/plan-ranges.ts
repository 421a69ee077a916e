import { openVersion, sizeOfVersion } from './open-version.ts';
import type { Services } from './ports.ts';
import { DatasetUnreadableError } from './quality/errors.ts';
import { DEFAULT_LIMITS } from './quality/limits.ts';
import type { Contract } from './quality/prepared.ts';
import { type Opening, openingOf, type RangedSource, rangesOf } from './quality/ranges/opening.ts';
import { RANGE_FILES, type RangePlan, type RangesOf, rangeKey } from './range-files.ts';
import type { RangeSettings } from './range-settings.ts';
import type { ObjectVersion } from './records.ts';

const MB = 1024 * 1024;
/** The history of an execution holds 25,000 events, and a range takes seven of them twice: beyond this, ranges are longer than was asked for. */
const MOST_RANGES = 500;

type Needed = Pick<Services, 'datasets' | 'artifacts'>;
type ToRead = { readonly objects: readonly ObjectVersion[]; readonly contract: Contract; readonly settings: RangeSettings };

/** What the state machine needs to give every range and every object to a function of its own: whose they are, and their numbers. */
export type Split = { readonly step: RangesOf; readonly ranges: readonly number[]; readonly objects: readonly number[] };

/**
 * Undefined where one function can read everything, or must: two bytes a character cannot be read in ranges. Otherwise the plan stands in S3.
 * Throws DatasetUnreadableError where already the head of a file says that it cannot be read, VersionGoneError where there is none.
 */
export async function planRanges(step: RangesOf, { objects, contract, settings }: ToRead, services: Needed): Promise<Split | undefined> {
  const limit = settings.splitAboveMB * MB;
  if (sumOf(objects.map(({ size = Number.POSITIVE_INFINITY }) => size)) <= limit) return undefined;
  const sizes: number[] = [];
  for (const object of objects) sizes.push(await sizeOfVersion(object, services.datasets));
  const bytes = sumOf(sizes);
  if (bytes <= limit) return undefined;
  if (bytes > DEFAULT_LIMITS.totalBytes) throw tooLarge(objects);
  const files: { readonly object: ObjectVersion; readonly opening: Opening }[] = [];
  for (const [at, object] of objects.entries())
    files.push({ object, opening: await openingOf(rangedVersion(object, sizes[at] ?? 0, services.datasets), contract) });
  if (files.some(({ opening }) => !opening.splittable)) return undefined;
  const about = Math.max(settings.rangeMB * MB, bytes / MOST_RANGES);
  const ranges = files.flatMap(({ opening }, file) => rangesOf(opening, about).map((range) => ({ file, ...range })));
  await services.artifacts.putJson(rangeKey(step, RANGE_FILES.plan()), { contract, files, ranges } satisfies RangePlan);
  return { step, ranges: ranges.map((_, at) => at), objects: files.map((_, at) => at) };
}

/** A version as the engine reads it from any byte on. */
export function rangedVersion(object: ObjectVersion, bytes: number, datasets: Services['datasets']): RangedSource {
  const read: RangedSource['read'] = (from, to) => openVersion(object, datasets, from === 0 && to === bytes ? undefined : { from, to });
  return { name: object.key, bytes, read };
}

const sumOf = (numbers: readonly number[]) => numbers.reduce((sum, each) => sum + each, 0);

function tooLarge(objects: readonly ObjectVersion[]): DatasetUnreadableError {
  return new DatasetUnreadableError({
    source: objects.length === 1 ? (objects[0]?.key ?? '') : `What the ${objects.length} files hold together`,
    reason: `more than ${DEFAULT_LIMITS.totalBytes} bytes are not read at a time`,
    nextStep: 'upload a sample, or fewer files',
  });
}
