import { PassThrough } from 'node:stream';
import type { MergeStep } from '../events/range-step.ts';
import { allOrNone } from './all-or-none.ts';
import { batchKey, CLEAN, LINES } from './batch-files.ts';
import { type BatchCheck, concludeBatch } from './conclude-batch.ts';
import { concludeDataset, type Preparation } from './conclude-dataset.ts';
import type { Services } from './ports.ts';
import { mergePrepared, mergePreparedBatch } from './quality/ranges/merge-prepared.ts';
import { joinSourceLines } from './quality/source-lines.ts';
import { discardRanges, entryOf, RANGE_FILES, rangeKey } from './range-files.ts';
import { type ReadRanges, readRanges } from './read-ranges.ts';

type Needed = Pick<Services, 'records' | 'clock' | 'datasets' | 'artifacts'>;

/** Puts together what was read in ranges, and goes on as PrepareDataset or CheckBatch does once it has read everything. Then nothing of the ranges is kept. */
export async function mergeRanges(step: MergeStep, services: Needed): Promise<Preparation | BatchCheck> {
  const answer = await ('run' in step
    ? concludeDataset(step, () => mergedDataset(step, services), services)
    : concludeBatch(step, (record) => mergedBatch(step, record, services), services));
  await discardRanges(step, services);
  return answer;
}

async function mergedDataset(step: MergeStep, services: Needed) {
  const { plan, files, clean, hash } = await readRanges(step, services);
  const prepared = await mergePrepared(files, plan.contract, hash);
  return { prepared, place: (key: string) => services.artifacts.join(clean, key, 'text/csv'), discard: async () => undefined };
}

async function mergedBatch(step: MergeStep, record: Parameters<typeof batchKey>[0], services: Needed) {
  const ranges = await readRanges(step, services);
  const { plan, files, clean, hash } = ranges;
  const file = entryOf(files, 0, rangeKey(step, RANGE_FILES.plan()));
  const prepared = await mergePreparedBatch(file, plan.contract, hash);
  await services.artifacts.join(clean, batchKey(record, CLEAN), 'text/csv');
  await joinLines(ranges, batchKey(record, LINES), services);
  return { prepared };
}

async function joinLines({ lines }: ReadRanges, key: string, { artifacts }: Needed): Promise<void> {
  const joined = new PassThrough();
  await allOrNone([joined], joinSourceLines(lines, joined), artifacts.putStream(key, joined, 'text/csv'));
}
