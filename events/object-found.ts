import * as z from 'zod/mini';

/** What sweepUploads says of an object whose event never came. It was listed, not told of, so no sequencer orders it among the versions of its key; `time` is when S3 says that it was last modified. */
export const ObjectFound = z.object({
  source: z.literal('nacre.sweep'),
  'detail-type': z.literal('Object Found'),
  time: z.string(),
  detail: z.object({
    bucket: z.object({ name: z.string() }),
    object: z.object({ key: z.string(), size: z.number(), 'version-id': z.string().check(z.minLength(1)) }),
  }),
});
export type ObjectFound = z.infer<typeof ObjectFound>;
