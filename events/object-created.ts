import * as z from 'zod/mini';

/** S3 "Object Created" of a versioned bucket. Delivered at least once and in no order; only `sequencer` orders the versions of one key. */
export const ObjectCreated = z.object({
  source: z.literal('aws.s3'),
  'detail-type': z.literal('Object Created'),
  time: z.string(),
  detail: z.object({
    bucket: z.object({ name: z.string() }),
    object: z.object({
      key: z.string(),
      size: z.number(),
      'version-id': z.string().check(z.minLength(1)),
      sequencer: z.string().check(z.regex(/^[0-9A-Fa-f]{1,32}$/)),
    }),
  }),
});
export type ObjectCreated = z.infer<typeof ObjectCreated>;
