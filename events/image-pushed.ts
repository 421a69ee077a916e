import * as z from 'zod/mini';

/** ECR "ECR Image Action", one for each tag of a push. A manifest that was pushed without a tag has none, and other actions than pushes come in this shape too. */
export const ImagePushed = z.object({
  source: z.literal('aws.ecr'),
  'detail-type': z.literal('ECR Image Action'),
  time: z.string(),
  detail: z.object({
    result: z.string(),
    'action-type': z.string(),
    'repository-name': z.string(),
    'image-digest': z.optional(z.string()),
    'image-tag': z.optional(z.string()),
  }),
});
export type ImagePushed = z.infer<typeof ImagePushed>;
