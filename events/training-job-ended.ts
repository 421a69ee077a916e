import * as z from 'zod/mini';

/** SageMaker "Training Job State Change" for a terminal status. May come several times and late; it only names the job. */
export const TrainingJobEnded = z.object({
  source: z.literal('aws.sagemaker'),
  'detail-type': z.literal('SageMaker Training Job State Change'),
  detail: z.object({ TrainingJobName: z.string().check(z.minLength(1)), TrainingJobStatus: z.enum(['Completed', 'Failed', 'Stopped']) }),
});
export type TrainingJobEnded = z.infer<typeof TrainingJobEnded>;
