import * as z from 'zod/mini';
import { systemClock as clock } from '../adapters/clock.ts';
import { cloudWatchMetrics } from '../adapters/metrics.ts';
import { dynamoRecords } from '../adapters/records.ts';
import { finishBatch } from '../core/finish-batch.ts';
import { BatchStep } from '../events/batch-step.ts';
import { door } from './door.ts';
import { environment, setting } from './environment.ts';

const { RECORDS_TABLE, STAGE_NAME } = environment(z.object({ RECORDS_TABLE: setting, STAGE_NAME: setting }));
const services = { clock, records: dynamoRecords(RECORDS_TABLE), metrics: cloudWatchMetrics(STAGE_NAME) };

/** State FinishBatch: records the outcome with its mails, and publishes what was found of drift. */
export const handler = door('batch finished', BatchStep, (step) => finishBatch(step, services));
