import type { Readable } from 'node:stream';
import { RangeFileLostError } from './errors.ts';
import { sizeOfVersion } from './open-version.ts';
import type { Services } from './ports.ts';
import { DatasetUnreadableError } from './quality/errors.ts';
import type { RangedFile } from './quality/ranges/merge-prepared.ts';
import type { RangePart } from './quality/ranges/range-part.ts';
import { findRangeFile, ObjectHash, PreparedRange, RANGE_FILES, type RangePlan, RangeSpans, type RangesOf, rangeKey, readPlan } from './range-files.ts';
import { sha256OfStream } from './sha256.ts';

type Needed = Pick<Services, 'datasets' | 'artifacts'>;

/** What was found in all ranges, to be read once more in their order. */
export interface CollectedRanges {
  readonly plan: RangePlan;
  /** Their parts are read when they are asked for, and throw DatasetUnreadableError where a span could not be read. */
  readonly files: readonly RangedFile[];
  /** The keys of the parts of the clean copy, in order. */
  readonly clean: readonly string[];
  /** Of the parts of the clean copy, one behind the other. */
  readonly hash: () => Promise<string>;
  /** Where the records of each part begin in the source. */
  readonly lines: AsyncIterable<Readable>;
}

/** Finds what every step has left. Throws VersionGoneError where something is missing because a version was deleted meanwhile, else RangeFileLostError. */
export async function collectRanges(of: RangesOf, services: Needed): Promise<CollectedRanges> {
  const plan = await readPlan(of, services);
  const reading = { of, plan, services };
  const spans = await need(reading, RANGE_FILES.spans(), (key) => findRangeFile(RangeSpans, key, services));
  const numbered = spans.map(({ file }, number) => ({ file, number }));
  const files: RangedFile[] = [];
  for (const [at, { opening }] of plan.files.entries()) {
    const { sha256 } = await need(reading, RANGE_FILES.hash(at), (key) => findRangeFile(ObjectHash, key, services));
    const numbers = numbered.filter(({ file }) => file === at).map(({ number }) => number);
    files.push({ opening, sha256, parts: partsOf(reading, numbers) });
  }
  const names = (name: (span: number) => string) => numbered.map(({ number }) => name(number));
  return {
    plan,
    files,
    clean: names(RANGE_FILES.clean).map((name) => rangeKey(of, name)),
    hash: () => sha256OfStream(chunksOf(streamsOf(reading, names(RANGE_FILES.clean)))),
    lines: streamsOf(reading, names(RANGE_FILES.lines)),
  };
}

type Reading = { readonly of: RangesOf; readonly plan: RangePlan; readonly services: Needed };

async function* partsOf(reading: Reading, numbers: readonly number[]): AsyncGenerator<RangePart, void> {
  for (const number of numbers) {
    const part = await need(reading, RANGE_FILES.part(number), (key) => findRangeFile(PreparedRange, key, reading.services));
    if ('unreadable' in part) throw new DatasetUnreadableError(part.unreadable);
    yield part;
  }
}

async function* streamsOf(reading: Reading, names: readonly string[]): AsyncGenerator<Readable, void> {
  const { artifacts } = reading.services;
  for (const name of names) yield await need(reading, name, (key) => artifacts.read(artifacts.uri(key)));
}

async function* chunksOf(streams: AsyncIterable<Readable>): AsyncGenerator<Uint8Array, void> {
  for await (const stream of streams) yield* stream;
}

/** A step that found no version left nothing. A deleted version never comes back, so who asks later hears the same. */
async function need<Found>({ of, plan, services }: Reading, name: string, find: (key: string) => Promise<Found | undefined>): Promise<Found> {
  const key = rangeKey(of, name);
  const found = await find(key);
  if (found !== undefined) return found;
  for (const { object } of plan.files) await sizeOfVersion(object, services.datasets);
  throw new RangeFileLostError(key);
}
