import * as z from 'zod/mini';
import { s3Artifacts } from '../adapters/artifacts.ts';
import { systemClock as clock } from '../adapters/clock.ts';
import { dynamoRecords } from '../adapters/records.ts';
import { finishBatch } from '../core/finish-batch.ts';
import { BatchStep } from '../events/batch-step.ts';
import { door } from './door.ts';
import { environment, setting } from './environment.ts';

const { RECORDS_TABLE, ARTIFACTS_BUCKET } = environment(z.object({ RECORDS_TABLE: setting, ARTIFACTS_BUCKET: setting }));
const services = { clock, records: dynamoRecords(RECORDS_TABLE), artifacts: s3Artifacts(ARTIFACTS_BUCKET) };

/** State FinishBatch: records the outcome with its mails, and publishes what was found of drift. */
export const handler = door('batch finished', BatchStep, (step) => finishBatch(step, services));
