import { composeRanges } from '../../core/compose-ranges.ts';
import type { BatchCheck } from '../../core/conclude-batch.ts';
import type { Preparation } from '../../core/conclude-dataset.ts';
import { VersionGoneError } from '../../core/errors.ts';
import { hashObject } from '../../core/hash-object.ts';
import { mergeRanges } from '../../core/merge-ranges.ts';

import type { Split } from '../../core/plan-ranges.ts';
import { prepareRange } from '../../core/prepare-range.ts';
import { scoutRange } from '../../core/scout-range.ts';
import type { MergeStep } from '../../events/range-step.ts';
import type { InMemoryServices } from '../world/in-memory-services.ts';

/** So that a file of 30 KB is read in several ranges. */
export const SPLIT = { splitAboveMB: 0.02, rangeMB: 0.01 };

type Happening = { readonly afterScouting?: () => void; readonly afterComposing?: () => void; readonly beforeMerging?: () => void };

/** What the state machines do with the answer of CheckBatch or PrepareDataset: where it is split, ReadRanges and MergeRanges. A version that is found deleted leads to the merge at once. */
export async function readInRanges(step: MergeStep, answer: Preparation | BatchCheck, services: InMemoryServices, happening: Happening = {}) {
  if (answer.split === undefined) return answer;
  try {
    await readAll(answer.split, services, happening);
  } catch (error) {
    if (!(error instanceof VersionGoneError)) throw error;
  }
  happening.beforeMerging?.();
  return mergeRanges(step, services);
}

async function readAll({ step, ranges, objects }: Split, services: InMemoryServices, happening: Happening): Promise<void> {
  for (const number of ranges) await scoutRange({ step, number }, services);
  happening.afterScouting?.();
  const { spans } = await composeRanges(step, services);
  happening.afterComposing?.();
  for (const number of spans.toReversed()) await prepareRange({ step, number }, services);
  for (const number of objects) await hashObject({ step, number }, services);
}
