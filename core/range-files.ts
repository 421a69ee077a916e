import { json } from 'node:stream/consumers';
import * as z from 'zod/mini';
import type { ComposeStep } from '../events/range-step.ts';
import { batchKey } from './batch-files.ts';
import { RangeFileLostError } from './errors.ts';
import { inSlices } from './in-slices.ts';
import type { Services } from './ports.ts';
import { Unreadable } from './quality/errors.ts';
import { Contract } from './quality/prepared.ts';
import { Span } from './quality/ranges/compose-ranges.ts';
import { Opening } from './quality/ranges/opening.ts';
import { RangePart } from './quality/ranges/range-part.ts';
import { ObjectVersion } from './records.ts';

/** Whose ranges they are. */
export type RangesOf = ComposeStep;
type Store = Pick<Services, 'artifacts'>;

/** What every range of a data set or of a batch is read by: no step needs the records for it. */
export const RangePlan = z.object({
  contract: Contract,
  files: z.array(z.object({ object: ObjectVersion, opening: Opening })),
  /** `file` is the place in `files`; in their order, without gaps. */
  ranges: z.array(z.object({ file: z.number(), from: z.number(), to: z.number() })),
});
export type RangePlan = z.infer<typeof RangePlan>;

export const RangeSpans = z.array(z.object({ file: z.number(), span: Span }));

/** A span that cannot be read is told to MergeRanges: only there shows which of several is the first. */
export const PreparedRange = z.union([RangePart, z.object({ unreadable: Unreadable })]);

export const ObjectHash = z.object({ sha256: z.string() });

/** Where the steps leave to one another what they found. Some of it holds values of the file: MergeRanges deletes it all. */
export const RANGE_FILES = {
  plan: () => 'plan.json',
  scouted: (range: number) => `scouted-${range}.json`,
  spans: () => 'spans.json',
  part: (span: number) => `part-${span}.json`,
  clean: (span: number) => `clean-${span}.csv`,
  lines: (span: number) => `lines-${span}.csv`,
  hash: (object: number) => `sha256-${object}.json`,
};

/** Under one prefix, which no project's name can be: a rule of the bucket deletes there what a read that failed for good has left. */
export function rangeKey(of: RangesOf, name: string): string {
  return `_ranges/${'run' in of ? `${of.project}/runs/${of.run}/${name}` : batchKey(of, name)}`;
}

/** What an earlier step left; undefined where there is nothing. Throws RangeFileLostError where another release has written it. */
export async function findRangeFile<Schema extends z.ZodMiniType>(schema: Schema, key: string, { artifacts }: Store): Promise<z.infer<Schema> | undefined> {
  const stream = await artifacts.read(artifacts.uri(key));
  if (stream === undefined) return undefined;
  const result = schema.safeParse(await json(stream));
  if (result.success) return result.data;
  throw new RangeFileLostError(key, { cause: result.error });
}

export async function readRangeFile<Schema extends z.ZodMiniType>(schema: Schema, key: string, store: Store): Promise<z.infer<Schema>> {
  const found = await findRangeFile(schema, key, store);
  if (found === undefined) throw new RangeFileLostError(key);
  return found;
}

export const readPlan = (of: RangesOf, store: Store): Promise<RangePlan> => readRangeFile(RangePlan, rangeKey(of, RANGE_FILES.plan()), store);

/** The entry of a list that a step was told to work on. */
export function entryOf<Entry>(list: readonly Entry[], at: number, key: string): Entry {
  const entry = list[at];
  if (entry === undefined) throw new RangeFileLostError(key);
  return entry;
}

/** Deletes what reading in ranges has left behind, if anything. The outcome stands already: what cannot be found or deleted now stays. */
export async function discardRanges(of: RangesOf, store: Store): Promise<void> {
  const { plan, spans, scouted, hash, part, clean, lines } = RANGE_FILES;
  const { ranges = [], files = [] } = (await findRangeFile(RangePlan, rangeKey(of, plan()), store).catch(() => undefined)) ?? {};
  if (ranges.length === 0) return;
  const ofEach = 'run' in of ? [scouted, part, clean] : [scouted, part, clean, lines];
  const names = [...ranges.flatMap((_, at) => ofEach.map((name) => name(at))), ...files.map((_, at) => hash(at)), spans(), plan()];
  await inSlices(names, (name) => store.artifacts.discard(rangeKey(of, name)).catch(() => undefined));
}
