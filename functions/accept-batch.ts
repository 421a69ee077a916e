import * as z from 'zod/mini';
import { systemClock as clock } from '../adapters/clock.ts';
import { s3Datasets } from '../adapters/datasets.ts';
import { stepFunctionsScorings } from '../adapters/executions.ts';
import { sesMails } from '../adapters/mails.ts';
import { dynamoRecords } from '../adapters/records.ts';
import { acceptBatch } from '../core/accept-batch.ts';
import { BatchUploaded } from '../events/batch-uploaded.ts';
import { door } from './door.ts';
import { environment, setting } from './environment.ts';

const { RECORDS_TABLE, DATA_BUCKET, SCORE_BATCH_ARN, MAIL_FROM, OPERATOR_MAIL } = environment(
  z.object({ RECORDS_TABLE: setting, DATA_BUCKET: setting, SCORE_BATCH_ARN: setting, MAIL_FROM: setting, OPERATOR_MAIL: setting }),
);
const [datasets, scorings] = [s3Datasets(DATA_BUCKET), stepFunctionsScorings(SCORE_BATCH_ARN)];
const services = { clock, datasets, scorings, records: dynamoRecords(RECORDS_TABLE), mails: sesMails(MAIL_FROM) };

/** A CSV landed that is to be scored: takes note of it, once, and opens its scoring if a model reigns. */
export const handler = door('batch taken', BatchUploaded, (upload) => acceptBatch(upload, OPERATOR_MAIL, services));
