import * as z from 'zod/mini';

/** EventBridge "Scheduled Event" of the rule rate(5 minutes): it carries nothing but the time. */
export const ReconcileDue = z.object({ source: z.literal('aws.events'), 'detail-type': z.literal('Scheduled Event'), time: z.string() });
export type ReconcileDue = z.infer<typeof ReconcileDue>;
