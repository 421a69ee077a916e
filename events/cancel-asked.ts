import * as z from 'zod/mini';

const words = (longest: number) => z.string().check(z.minLength(1), z.maxLength(longest));

/** A person wants a run ended, says who he is and why: both stand in the record and in the mail. */
export const CancelAsked = z.object({ command: z.literal('cancel'), project: words(64), run: words(64), who: words(200), why: words(1000) });
export type CancelAsked = z.infer<typeof CancelAsked>;
