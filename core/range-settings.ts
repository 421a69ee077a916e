import * as z from 'zod/mini';

/** Members of `data` and of `scoring` in project.yml alike. */
export const rangeSettings = {
  /** Files of more than this together are read in ranges of about `rangeMB`, side by side, each by a function of its own. */
  splitAboveMB: z._default(z.number().check(z.minimum(0.001), z.maximum(32_768)), 2048),
  rangeMB: z._default(z.number().check(z.minimum(0.001), z.maximum(4096)), 512),
};
export type RangeSettings = { readonly [Member in keyof typeof rangeSettings]: number };
