import * as z from 'zod/mini';
import { systemClock as clock } from '../adapters/clock.ts';
import { s3Datasets } from '../adapters/datasets.ts';
import { ecrImages } from '../adapters/images.ts';
import { dynamoRecords } from '../adapters/records.ts';
import { claimRequests } from '../core/claim-requests.ts';
import { ClaimStep } from '../events/run-step.ts';
import { door } from './door.ts';
import { environment, setting } from './environment.ts';

const { RECORDS_TABLE, DATA_BUCKET, IMAGE_REGISTRY } = environment(z.object({ RECORDS_TABLE: setting, DATA_BUCKET: setting, IMAGE_REGISTRY: setting }));
const services = { clock, records: dynamoRecords(RECORDS_TABLE), datasets: s3Datasets(DATA_BUCKET), images: ecrImages(IMAGE_REGISTRY) };

/** State ClaimRequests: makes what is due this run's and fixes what the run will use. */
export const handler = door('requests claimed', ClaimStep, (step) => claimRequests(step, services));
