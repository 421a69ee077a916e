import * as z from 'zod/mini';

const batches = () => z.int().check(z.minimum(1), z.maximum(100));

/** `monitoring.alarm` in project.yml: the project's alarm goes off when `drifted` of the last `of` batches that the reigning model scored had drifted. */
export const DriftAlarm = z.strictObject({
  drifted: z._default(batches(), 1),
  of: z._default(batches(), 1),
  /** Length of the alarm's period: how long CloudWatch keeps an alarm up after the last drifted batch. */
  periodSeconds: z._default(z.int().check(z.minimum(60), z.maximum(86_400), z.multipleOf(60)), 60),
});
export type DriftAlarm = z.infer<typeof DriftAlarm>;

export const DEFAULT_ALARM: DriftAlarm = DriftAlarm.parse({});
