import type { Facts } from '../plane.ts';

export interface ScheduleTarget {
  readonly arn: string;
  readonly roleArn: string;
  readonly input?: string;
  readonly retry: { readonly attempts: number; readonly maximumAgeSeconds: number };
  readonly deadLetterArn?: string;
  /** What an event is called that goes to the bus. */
  readonly event?: { readonly source: string; readonly detailType: string };
}

export interface ScheduleDefinition {
  readonly expression: string;
  readonly timezone: string;
  readonly state: 'ENABLED' | 'DISABLED';
  readonly startDate?: Date;
  readonly endDate?: Date;
  /** Within how many minutes after its time the schedule may run. */
  readonly windowMinutes: number;
  readonly deletedAfterCompletion: boolean;
  readonly target: ScheduleTarget;
}

export interface Schedule {
  readonly arn: string;
  readonly name: string;
  readonly group: string;
  readonly definition: ScheduleDefinition;
  /** The request, as GetSchedule tells it. */
  readonly told: Facts;
  readonly clientToken?: string;
  readonly createdAt: Date;
  readonly changedAt: Date;
}

export interface ScheduleGroup {
  readonly arn: string;
  readonly name: string;
  readonly clientToken?: string;
  readonly createdAt: Date;
  readonly changedAt: Date;
  readonly tags: ReadonlyMap<string, string>;
}
