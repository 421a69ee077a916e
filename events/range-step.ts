import * as z from 'zod/mini';
import { BatchStep, CheckStep } from './batch-step.ts';
import { RunStep } from './run-step.ts';

/** The states that read in ranges are alike in both state machines. State ComposeRanges needs no more than whose ranges they are. */
export const ComposeStep = z.union([RunStep, BatchStep]);
export type ComposeStep = z.infer<typeof ComposeStep>;

/** States ScoutRange, PrepareRange and HashObject also tell which range, which span or which object of the plan, counted from 0. */
export const RangeStep = z.object({ step: ComposeStep, number: z.int().check(z.nonnegative()) });
export type RangeStep = z.infer<typeof RangeStep>;

/** State MergeRanges does the rest of PrepareDataset, or of CheckBatch, and is told what they are told. */
export const MergeStep = z.union([RunStep, CheckStep]);
export type MergeStep = z.infer<typeof MergeStep>;
