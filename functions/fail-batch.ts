import * as z from 'zod/mini';
import { systemClock as clock } from '../adapters/clock.ts';
import { dynamoRecords } from '../adapters/records.ts';
import { sagemakerTransforms } from '../adapters/transforms.ts';
import { failBatch } from '../core/fail-batch.ts';
import { FailedBatchStep } from '../events/batch-step.ts';
import { door } from './door.ts';
import { environment, setting } from './environment.ts';

const { RECORDS_TABLE } = environment(z.object({ RECORDS_TABLE: setting }));
const services = { clock, records: dynamoRecords(RECORDS_TABLE), transforms: sagemakerTransforms() };

/** State FailBatch: records what failed and why, stops what still runs, and puts the batch back where trying again may help. */
export const handler = door('batch failed', FailedBatchStep, (step) => failBatch(step, services));
