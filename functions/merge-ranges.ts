import * as z from 'zod/mini';
import { s3Artifacts } from '../adapters/artifacts.ts';
import { systemClock as clock } from '../adapters/clock.ts';
import { s3Datasets } from '../adapters/datasets.ts';
import { dynamoRecords } from '../adapters/records.ts';
import { mergeRanges } from '../core/merge-ranges.ts';
import { MergeStep } from '../events/range-step.ts';
import { door } from './door.ts';
import { environment, setting } from './environment.ts';

const { RECORDS_TABLE, DATA_BUCKET, ARTIFACTS_BUCKET } = environment(z.object({ RECORDS_TABLE: setting, DATA_BUCKET: setting, ARTIFACTS_BUCKET: setting }));
const services = { clock, records: dynamoRecords(RECORDS_TABLE), datasets: s3Datasets(DATA_BUCKET), artifacts: s3Artifacts(ARTIFACTS_BUCKET) };

/** State MergeRanges: puts together what was read in ranges, and refuses what PrepareDataset or CheckBatch would. */
export const handler = door('ranges merged', MergeStep, (step) => mergeRanges(step, services));
