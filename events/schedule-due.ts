import * as z from 'zod/mini';

/** What EventBridge Scheduler hands over as the project's schedule says, its placeholders replaced. A retry carries the same time; the execution only names the invocation. */
export const ScheduleDue = z.object({
  project: z.string().check(z.minLength(1)),
  scheduledTime: z.string().check(z.regex(/^\d{4}-\d{2}-\d{2}T[\d:.]+Z$/, 'a time in UTC such as 2026-11-20T03:00:00Z')),
  execution: z.string(),
});
export type ScheduleDue = z.infer<typeof ScheduleDue>;
