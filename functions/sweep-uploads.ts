import * as z from 'zod/mini';
import { lambdaArrivals } from '../adapters/arrivals.ts';
import { systemClock as clock } from '../adapters/clock.ts';
import { s3Datasets } from '../adapters/datasets.ts';
import { dynamoRecords } from '../adapters/records.ts';
import { sweepUploads } from '../core/sweep-uploads.ts';
import { SweepDue } from '../events/sweep-due.ts';
import { door } from './door.ts';
import { environment, setting } from './environment.ts';

const { EVENT_PATIENCE_SECONDS, RECORDS_TABLE, DATA_BUCKET, CONFIG_BUCKET, ACCEPT_DATASET_ARN, ACCEPT_BATCH_ARN, APPLY_PROJECT_ARN } = environment(
  z.object({
    EVENT_PATIENCE_SECONDS: z.coerce.number(),
    ...{ RECORDS_TABLE: setting, DATA_BUCKET: setting, CONFIG_BUCKET: setting },
    ...{ ACCEPT_DATASET_ARN: setting, ACCEPT_BATCH_ARN: setting, APPLY_PROJECT_ARN: setting },
  }),
);
const arrivals = lambdaArrivals({ dataset: ACCEPT_DATASET_ARN, batch: ACCEPT_BATCH_ARN, project: APPLY_PROJECT_ARN });
const services = { clock, arrivals, records: dynamoRecords(RECORDS_TABLE), uploads: s3Datasets(DATA_BUCKET), projectFiles: s3Datasets(CONFIG_BUCKET) };

/** Every five minutes: finds uploads whose event was lost and hands them to the functions that take uploads. */
export const handler = door('buckets swept', SweepDue, () => sweepUploads(EVENT_PATIENCE_SECONDS, services));
