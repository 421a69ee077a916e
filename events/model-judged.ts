import * as z from 'zod/mini';

/** SageMaker "Model Package State Change", for a new version as for one that somebody approved or rejected. May come several times, late and out of order; it only names the version. */
export const ModelJudged = z.object({
  source: z.literal('aws.sagemaker'),
  'detail-type': z.literal('SageMaker Model Package State Change'),
  detail: z.object({ ModelPackageArn: z.string().check(z.minLength(1)) }),
});
export type ModelJudged = z.infer<typeof ModelJudged>;
