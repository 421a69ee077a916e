import * as z from 'zod/mini';
import { s3Artifacts } from '../adapters/artifacts.ts';
import { systemClock as clock } from '../adapters/clock.ts';
import { s3Datasets } from '../adapters/datasets.ts';
import { dynamoRecords } from '../adapters/records.ts';
import { collectPredictions } from '../core/collect-predictions.ts';
import { joinPredictions } from '../core/quality/join-predictions.ts';
import { BatchStep } from '../events/batch-step.ts';
import { door } from './door.ts';
import { environment, setting } from './environment.ts';

const { RECORDS_TABLE, DATA_BUCKET, ARTIFACTS_BUCKET } = environment(z.object({ RECORDS_TABLE: setting, DATA_BUCKET: setting, ARTIFACTS_BUCKET: setting }));
const services = { clock, records: dynamoRecords(RECORDS_TABLE), datasets: s3Datasets(DATA_BUCKET), artifacts: s3Artifacts(ARTIFACTS_BUCKET) };

/** State CollectPredictions: joins the predictions back to the rows of the batch. */
export const handler = door('predictions collected', BatchStep, (step) => collectPredictions(step, joinPredictions, services));
