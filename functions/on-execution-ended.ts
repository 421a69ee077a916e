import * as z from 'zod/mini';
import { systemClock as clock } from '../adapters/clock.ts';
import { stepFunctionsExecutions } from '../adapters/executions.ts';
import { randomIds as ids } from '../adapters/ids.ts';
import { sagemakerJobs } from '../adapters/jobs.ts';
import { s3Links } from '../adapters/links.ts';
import { sesMails } from '../adapters/mails.ts';
import { dynamoRecords } from '../adapters/records.ts';
import { sagemakerRegistry } from '../adapters/registry.ts';
import { sagemakerTransforms } from '../adapters/transforms.ts';
import { onExecutionEnded } from '../core/on-execution-ended.ts';
import { ExecutionEnded } from '../events/execution-ended.ts';
import { door } from './door.ts';
import { environment, setting } from './environment.ts';

const { RECORDS_TABLE, ARTIFACTS_BUCKET, TRAIN_MODEL_ARN, MODEL_GROUP_PREFIX, MAIL_FROM } = environment(
  z.object({ RECORDS_TABLE: setting, ARTIFACTS_BUCKET: setting, TRAIN_MODEL_ARN: setting, MODEL_GROUP_PREFIX: setting, MAIL_FROM: setting }),
);
const sagemaker = { jobs: sagemakerJobs(), transforms: sagemakerTransforms(), registry: sagemakerRegistry() };
const executions = stepFunctionsExecutions(TRAIN_MODEL_ARN);
const mailing = { mails: sesMails(MAIL_FROM), links: s3Links(ARTIFACTS_BUCKET) };
const services = { clock, ids, records: dynamoRecords(RECORDS_TABLE), executions, ...mailing, ...sagemaker };

/** An execution was aborted, ran out of time or broke: ends the run or the scoring that no state could end. */
export const handler = door('ended execution looked after', ExecutionEnded, (ended) => onExecutionEnded(ended, MODEL_GROUP_PREFIX, services));
