import * as z from 'zod/mini';
import { s3Artifacts } from '../adapters/artifacts.ts';
import { systemClock as clock } from '../adapters/clock.ts';
import { s3Datasets } from '../adapters/datasets.ts';
import { dynamoRecords } from '../adapters/records.ts';
import { prepareDataset } from '../core/prepare-dataset.ts';
import { prepareCsv } from '../core/quality/prepare.ts';
import { RunStep } from '../events/run-step.ts';
import { door } from './door.ts';
import { environment, setting } from './environment.ts';

const { RECORDS_TABLE, DATA_BUCKET, ARTIFACTS_BUCKET } = environment(z.object({ RECORDS_TABLE: setting, DATA_BUCKET: setting, ARTIFACTS_BUCKET: setting }));
const services = { clock, records: dynamoRecords(RECORDS_TABLE), datasets: s3Datasets(DATA_BUCKET), artifacts: s3Artifacts(ARTIFACTS_BUCKET) };

/** State PrepareDataset: reads the run's objects once, and refuses what cannot be trained on. */
export const handler = door('dataset prepared', RunStep, (step) => prepareDataset(step, prepareCsv, services));
