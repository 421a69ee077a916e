import * as z from 'zod/mini';
import { cloudWatchAlarms } from '../adapters/alarms.ts';
import { systemClock as clock } from '../adapters/clock.ts';
import { s3Datasets } from '../adapters/datasets.ts';
import { sesMails } from '../adapters/mails.ts';
import { dynamoRecords } from '../adapters/records.ts';
import { sagemakerRegistry } from '../adapters/registry.ts';
import { applyProject } from '../core/apply-project.ts';
import { ProjectChanged } from '../events/project-changed.ts';
import { door } from './door.ts';
import { environment, setting } from './environment.ts';

const { RECORDS_TABLE, CONFIG_BUCKET, MODEL_GROUP_PREFIX, STAGE_NAME, OPERATOR_MAIL, MAIL_FROM } = environment(
  z.object({ RECORDS_TABLE: setting, CONFIG_BUCKET: setting, MODEL_GROUP_PREFIX: setting, STAGE_NAME: setting, OPERATOR_MAIL: setting, MAIL_FROM: setting }),
);
const settings = { operator: OPERATOR_MAIL, groupPrefix: MODEL_GROUP_PREFIX, stage: STAGE_NAME };
const services = {
  clock,
  records: dynamoRecords(RECORDS_TABLE),
  datasets: s3Datasets(CONFIG_BUCKET),
  registry: sagemakerRegistry(),
  alarms: cloudWatchAlarms(STAGE_NAME),
  mails: sesMails(MAIL_FROM),
};

/** A project.yml was dropped in the config bucket: makes its project, changes it, or tells its people what to correct. */
export const handler = door('project.yml taken', ProjectChanged, (changed) => applyProject(changed, settings, services));
