import * as z from 'zod/mini';
import { systemClock as clock } from '../adapters/clock.ts';
import { s3Datasets } from '../adapters/datasets.ts';
import { stepFunctionsExecutions } from '../adapters/executions.ts';
import { randomIds as ids } from '../adapters/ids.ts';
import { sesMails } from '../adapters/mails.ts';
import { dynamoRecords } from '../adapters/records.ts';
import { acceptDataset } from '../core/accept-dataset.ts';
import { DatasetUploaded } from '../events/dataset-uploaded.ts';
import { door } from './door.ts';
import { environment, setting } from './environment.ts';

const { RECORDS_TABLE, DATA_BUCKET, TRAIN_MODEL_ARN, MAIL_FROM, OPERATOR_MAIL } = environment(
  z.object({ RECORDS_TABLE: setting, DATA_BUCKET: setting, TRAIN_MODEL_ARN: setting, MAIL_FROM: setting, OPERATOR_MAIL: setting }),
);
const [datasets, executions] = [s3Datasets(DATA_BUCKET), stepFunctionsExecutions(TRAIN_MODEL_ARN)];
const services = { clock, ids, datasets, executions, records: dynamoRecords(RECORDS_TABLE), mails: sesMails(MAIL_FROM) };

/** A CSV landed in the data bucket: asks for a run, once, and opens it if it can. */
export const handler = door('upload taken', DatasetUploaded, (upload) => acceptDataset(upload, OPERATOR_MAIL, services));
