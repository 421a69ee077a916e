import * as z from 'zod/mini';
import { systemClock as clock } from '../adapters/clock.ts';
import { stepFunctionsExecutions, stepFunctionsScorings } from '../adapters/executions.ts';
import { randomIds as ids } from '../adapters/ids.ts';
import { dynamoRecords } from '../adapters/records.ts';
import { finishRun } from '../core/finish-run.ts';
import { RunStep } from '../events/run-step.ts';
import { door } from './door.ts';
import { environment, setting } from './environment.ts';

const { RECORDS_TABLE, TRAIN_MODEL_ARN, SCORE_BATCH_ARN } = environment(
  z.object({ RECORDS_TABLE: setting, TRAIN_MODEL_ARN: setting, SCORE_BATCH_ARN: setting }),
);
const services = {
  clock,
  ids,
  records: dynamoRecords(RECORDS_TABLE),
  executions: stepFunctionsExecutions(TRAIN_MODEL_ARN),
  scorings: stepFunctionsScorings(SCORE_BATCH_ARN),
};

/** State FinishRun: records the outcome, releases the project and opens the next run. */
export const handler = door('run finished', RunStep, (step) => finishRun(step, services));
