import * as z from 'zod/mini';

/** SageMaker "Transform Job State Change" for a terminal status. May come several times and late; it only names the job. */
export const TransformJobEnded = z.object({
  source: z.literal('aws.sagemaker'),
  'detail-type': z.literal('SageMaker Transform Job State Change'),
  detail: z.object({ TransformJobName: z.string().check(z.minLength(1)), TransformJobStatus: z.enum(['Completed', 'Failed', 'Stopped']) }),
});
export type TransformJobEnded = z.infer<typeof TransformJobEnded>;
