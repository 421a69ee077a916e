import * as z from 'zod/mini';
import { systemClock as clock } from '../adapters/clock.ts';
import { sagemakerJobs } from '../adapters/jobs.ts';
import { dynamoRecords } from '../adapters/records.ts';
import { stepFunctionsTokens } from '../adapters/tokens.ts';
import { startTraining } from '../core/start-training.ts';
import { TrainingStep } from '../events/training-step.ts';
import { door } from './door.ts';
import { environment, setting } from './environment.ts';

const { RECORDS_TABLE, ARTIFACTS_BUCKET, TRAINING_ROLE_ARN, DATA_KEY_ARN, MLFLOW_TRACKING_URI } = environment(
  z.object({ RECORDS_TABLE: setting, ARTIFACTS_BUCKET: setting, TRAINING_ROLE_ARN: setting, DATA_KEY_ARN: setting, MLFLOW_TRACKING_URI: z.string() }),
);
const jobs = sagemakerJobs({ roleArn: TRAINING_ROLE_ARN, dataKeyArn: DATA_KEY_ARN, artifactsBucket: ARTIFACTS_BUCKET });
const services = { clock, records: dynamoRecords(RECORDS_TABLE), tokens: stepFunctionsTokens(), jobs };

/** State StartTraining: creates the job and leaves the token for whoever hears of its end. */
export const handler = door('training started', TrainingStep, (step) => startTraining(step, MLFLOW_TRACKING_URI, services));
