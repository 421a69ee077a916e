import * as z from 'zod/mini';

/** Step Functions "Execution Status Change" of train-model, for the ends that no state of the machine could record. It only names the execution. */
export const ExecutionEnded = z.object({
  source: z.literal('aws.states'),
  'detail-type': z.literal('Step Functions Execution Status Change'),
  detail: z.object({ executionArn: z.string(), status: z.enum(['FAILED', 'TIMED_OUT', 'ABORTED']) }),
});
export type ExecutionEnded = z.infer<typeof ExecutionEnded>;
