import * as z from 'zod/mini';
import { systemClock as clock } from '../adapters/clock.ts';
import { stepFunctionsExecutions, stepFunctionsScorings } from '../adapters/executions.ts';
import { randomIds as ids } from '../adapters/ids.ts';
import { sagemakerJobs } from '../adapters/jobs.ts';
import { s3Links } from '../adapters/links.ts';
import { sesMails } from '../adapters/mails.ts';
import { dynamoRecords } from '../adapters/records.ts';
import { sagemakerRegistry } from '../adapters/registry.ts';
import { stepFunctionsTokens } from '../adapters/tokens.ts';
import { sagemakerTransforms } from '../adapters/transforms.ts';
import { reconcile } from '../core/reconcile.ts';
import { ReconcileDue } from '../events/reconcile-due.ts';
import { door } from './door.ts';
import { environment, setting } from './environment.ts';

const stack = { RECORDS_TABLE: setting, ARTIFACTS_BUCKET: setting, TRAIN_MODEL_ARN: setting, SCORE_BATCH_ARN: setting };
const { RECORDS_TABLE, ARTIFACTS_BUCKET, TRAIN_MODEL_ARN, SCORE_BATCH_ARN, MODEL_GROUP_PREFIX, MAIL_FROM } = environment(
  z.object({ ...stack, MODEL_GROUP_PREFIX: setting, MAIL_FROM: setting }),
);
const stepFunctions = { executions: stepFunctionsExecutions(TRAIN_MODEL_ARN), scorings: stepFunctionsScorings(SCORE_BATCH_ARN), tokens: stepFunctionsTokens() };
const sagemaker = { jobs: sagemakerJobs(), transforms: sagemakerTransforms(), registry: sagemakerRegistry() };
const mailing = { mails: sesMails(MAIL_FROM), links: s3Links(ARTIFACTS_BUCKET) };
const services = { clock, ids, records: dynamoRecords(RECORDS_TABLE), ...mailing, ...stepFunctions, ...sagemaker };

/** Every five minutes: starts, opens, answers and mails what a process that died left undone, or was never told. */
export const handler = door('reconciled', ReconcileDue, () => reconcile(MODEL_GROUP_PREFIX, services));
