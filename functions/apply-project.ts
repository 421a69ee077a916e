import * as z from 'zod/mini';
import { cloudWatchAlarms } from '../adapters/alarms.ts';
import { systemClock as clock } from '../adapters/clock.ts';
import { s3Datasets } from '../adapters/datasets.ts';
import { sesMails } from '../adapters/mails.ts';
import { dynamoRecords } from '../adapters/records.ts';
import { sagemakerRegistry } from '../adapters/registry.ts';
import { eventBridgeSchedules } from '../adapters/schedules.ts';
import { applyProject } from '../core/apply-project.ts';
import { ProjectChanged } from '../events/project-changed.ts';
import { door } from './door.ts';
import { environment, setting } from './environment.ts';

const { RECORDS_TABLE, CONFIG_BUCKET, MODEL_GROUP_PREFIX, STAGE_NAME, OPERATOR_MAIL, MAIL_FROM } = environment(
  z.object({ RECORDS_TABLE: setting, CONFIG_BUCKET: setting, MODEL_GROUP_PREFIX: setting, STAGE_NAME: setting, OPERATOR_MAIL: setting, MAIL_FROM: setting }),
);
const { ACCEPT_SCHEDULE_ARN, SCHEDULER_ROLE_ARN, FAILED_EVENTS_ARN } = environment(
  z.object({ ACCEPT_SCHEDULE_ARN: setting, SCHEDULER_ROLE_ARN: setting, FAILED_EVENTS_ARN: setting }),
);
const target = { targetArn: ACCEPT_SCHEDULE_ARN, roleArn: SCHEDULER_ROLE_ARN, deadLetterArn: FAILED_EVENTS_ARN };
const [datasets, registry] = [s3Datasets(CONFIG_BUCKET), sagemakerRegistry()];
const [alarms, schedules] = [cloudWatchAlarms(STAGE_NAME), eventBridgeSchedules({ stage: STAGE_NAME, ...target })];
const services = { clock, records: dynamoRecords(RECORDS_TABLE), datasets, registry, alarms, schedules, mails: sesMails(MAIL_FROM) };
const settings = { operator: OPERATOR_MAIL, groupPrefix: MODEL_GROUP_PREFIX, stage: STAGE_NAME };

/** A project.yml was dropped in the config bucket: makes its project, changes it, or tells its people what to correct. */
export const handler = door('project.yml taken', ProjectChanged, (changed) => applyProject(changed, settings, services));
