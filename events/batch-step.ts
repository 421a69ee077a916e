import * as z from 'zod/mini';

/** What every state of score-batch gives its function; everything else stands in the batch's record. */
export const BatchStep = z.object({ project: z.string(), batch: z.string(), attempt: z.int().check(z.positive()) });
export type BatchStep = z.infer<typeof BatchStep>;

/** State CheckBatch also tells which execution works for the scoring. */
export const CheckStep = z.extend(BatchStep, { execution: z.string() });
export type CheckStep = z.infer<typeof CheckStep>;

/** State StartTransform also gives the token that onTransformEnded must answer. Whoever holds it can end the state: it is never logged. */
export const TransformStep = z.extend(BatchStep, { token: z.string().check(z.minLength(1)) });
export type TransformStep = z.infer<typeof TransformStep>;

/** State FailBatch tells what Catch caught. */
export const FailedBatchStep = z.extend(BatchStep, { error: z.object({ Error: z.string(), Cause: z._default(z.string(), '') }) });
export type FailedBatchStep = z.infer<typeof FailedBatchStep>;
