import * as z from 'zod/mini';
import { systemClock as clock } from '../adapters/clock.ts';
import { stepFunctionsExecutions } from '../adapters/executions.ts';
import { randomIds as ids } from '../adapters/ids.ts';
import { sagemakerJobs } from '../adapters/jobs.ts';
import { sesMails } from '../adapters/mails.ts';
import { dynamoRecords } from '../adapters/records.ts';
import { commandProject } from '../core/command-project.ts';
import { Command } from '../events/command.ts';
import { door } from './door.ts';
import { environment, setting } from './environment.ts';

const { RECORDS_TABLE, TRAIN_MODEL_ARN, MAIL_FROM } = environment(z.object({ RECORDS_TABLE: setting, TRAIN_MODEL_ARN: setting, MAIL_FROM: setting }));
const services = {
  clock,
  ids,
  records: dynamoRecords(RECORDS_TABLE),
  executions: stepFunctionsExecutions(TRAIN_MODEL_ARN),
  jobs: sagemakerJobs(),
  mails: sesMails(MAIL_FROM),
};

/** Somebody who may invoke this function, as IAM judges, asks for a run, cancels one, pauses or resumes a project, or has a failed run tried again. */
export const handler = door('command taken', Command, (command) => commandProject(command, services));
