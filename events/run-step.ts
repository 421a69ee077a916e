import * as z from 'zod/mini';

/** What every state of train-model gives its function; everything else stands in the run's record. */
export const RunStep = z.object({ project: z.string(), run: z.string() });
export type RunStep = z.infer<typeof RunStep>;

/** State ClaimRequests also tells which execution works for the run. */
export const ClaimStep = z.extend(RunStep, { execution: z.string() });
export type ClaimStep = z.infer<typeof ClaimStep>;

/** State FailRun tells what Catch caught. */
export const FailedStep = z.extend(RunStep, { error: z.object({ Error: z.string(), Cause: z._default(z.string(), '') }) });
export type FailedStep = z.infer<typeof FailedStep>;
