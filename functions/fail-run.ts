import * as z from 'zod/mini';
import { systemClock as clock } from '../adapters/clock.ts';
import { stepFunctionsExecutions } from '../adapters/executions.ts';
import { randomIds as ids } from '../adapters/ids.ts';
import { sagemakerJobs } from '../adapters/jobs.ts';
import { dynamoRecords } from '../adapters/records.ts';
import { sagemakerRegistry } from '../adapters/registry.ts';
import { failRun } from '../core/fail-run.ts';
import { FailedStep } from '../events/run-step.ts';
import { door } from './door.ts';
import { environment, setting } from './environment.ts';

const { RECORDS_TABLE, TRAIN_MODEL_ARN, MODEL_GROUP_PREFIX } = environment(
  z.object({ RECORDS_TABLE: setting, TRAIN_MODEL_ARN: setting, MODEL_GROUP_PREFIX: setting }),
);
const services = {
  clock,
  ids,
  records: dynamoRecords(RECORDS_TABLE),
  executions: stepFunctionsExecutions(TRAIN_MODEL_ARN),
  jobs: sagemakerJobs(),
  registry: sagemakerRegistry(),
};

/** State FailRun: records what failed and why, stops what still runs, and puts the requests back where trying again may help. */
export const handler = door('run failed', FailedStep, (step) => failRun(step, MODEL_GROUP_PREFIX, services));
