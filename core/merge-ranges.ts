import { PassThrough } from 'node:stream';
import type { MergeStep } from '../events/range-step.ts';
import { allOrNone } from './all-or-none.ts';
import { batchKey, CLEAN, LINES } from './batch-files.ts';
import type { BatchIdentity } from './batch-name.ts';
import { type CollectedRanges, collectRanges } from './collect-ranges.ts';
import { type BatchCheck, concludeBatch } from './conclude-batch.ts';
import { concludeDataset, type Preparation } from './conclude-dataset.ts';
import type { Services } from './ports.ts';
import { mergePrepared, mergePreparedBatch } from './quality/ranges/merge-prepared.ts';
import { joinSourceLines } from './quality/source-lines.ts';
import { discardRanges, entryOf, RANGE_FILES, rangeKey } from './range-files.ts';
import type { RunIdentity } from './read-record.ts';

type Needed = Pick<Services, 'records' | 'clock' | 'datasets' | 'artifacts'>;

/** Puts together what was read in ranges, and goes on as PrepareDataset or CheckBatch does once it has read everything. Then nothing of the ranges is kept. */
export async function mergeRanges(step: MergeStep, services: Needed): Promise<Preparation | BatchCheck> {
  const answer = await ('run' in step
    ? concludeDataset(step, () => mergedDataset(step, services), services)
    : concludeBatch(step, () => mergedBatch(step, services), services));
  await discardRanges(step, services);
  return answer;
}

async function mergedDataset(step: RunIdentity, services: Needed) {
  const { plan, files, clean, hash } = await collectRanges(step, services);
  const prepared = await mergePrepared(files, plan.contract, hash);
  return { prepared, place: (key: string) => services.artifacts.join(clean, key, 'text/csv'), discard: async () => undefined };
}

async function mergedBatch(step: BatchIdentity, services: Needed) {
  const ranges = await collectRanges(step, services);
  const { plan, files, clean, hash } = ranges;
  const file = entryOf(files, 0, rangeKey(step, RANGE_FILES.plan()));
  const prepared = await mergePreparedBatch(file, plan.contract, hash);
  await services.artifacts.join(clean, batchKey(step, CLEAN), 'text/csv');
  await joinLines(ranges, batchKey(step, LINES), services);
  return { prepared };
}

async function joinLines({ lines }: CollectedRanges, key: string, { artifacts }: Needed): Promise<void> {
  const joined = new PassThrough();
  await allOrNone([joined], joinSourceLines(lines, joined), artifacts.putStream(key, joined, 'text/csv'));
}
