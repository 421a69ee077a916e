import * as z from 'zod/mini';

/** CloudWatch "Alarm State Change" into ALARM. May arrive twice and hours late; it only names the alarm and the moment in which its state changed. */
export const AlarmRaised = z.object({
  source: z.literal('aws.cloudwatch'),
  'detail-type': z.literal('CloudWatch Alarm State Change'),
  detail: z.object({
    alarmName: z.string().check(z.minLength(1)),
    state: z.object({ value: z.literal('ALARM'), timestamp: z.string().check(z.minLength(1)) }),
  }),
});
export type AlarmRaised = z.infer<typeof AlarmRaised>;
