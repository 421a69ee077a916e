import { randomUUID } from 'node:crypto';
import type { CloudSettings } from '../plane.ts';
import type { Schedule } from './schedule.ts';

/** One run of a schedule: what its placeholders stand for. */
export interface Run {
  readonly scheduledAt: Date;
  readonly executionId: string;
}

/** What the target gets: the schedule's Input with its placeholders filled in, or the notification that EventBridge sends instead. */
export function inputOf(
  { arn, definition }: Schedule,
  { scheduledAt, executionId }: Run,
  attempt: number,
  place: Pick<CloudSettings, 'account' | 'region'>,
): string {
  const { input } = definition.target;
  if (input === undefined) return notification(arn, scheduledAt, place);
  return input
    .replaceAll('<aws.scheduler.schedule-arn>', arn)
    .replaceAll('<aws.scheduler.scheduled-time>', inSeconds(scheduledAt))
    .replaceAll('<aws.scheduler.execution-id>', executionId)
    .replaceAll('<aws.scheduler.attempt-number>', String(attempt));
}

/** Here alone `detail` is a text. */
function notification(arn: string, time: Date, { account, region }: Pick<CloudSettings, 'account' | 'region'>): string {
  const envelope = { version: '0', id: randomUUID(), 'detail-type': 'Scheduled Event', source: 'aws.scheduler', account, time: inSeconds(time), region };
  return JSON.stringify({ ...envelope, resources: [arn], detail: '{}' });
}

/** `2026-11-22T10:00:00Z`, as EventBridge writes times. */
export function inSeconds(time: Date): string {
  return time.toISOString().replace(/\.\d+Z$/, 'Z');
}
