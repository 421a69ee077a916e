import * as z from 'zod/mini';
import { s3Artifacts } from '../adapters/artifacts.ts';
import { systemClock as clock } from '../adapters/clock.ts';
import { sagemakerJobs } from '../adapters/jobs.ts';
import { dynamoRecords } from '../adapters/records.ts';
import { evaluateModel } from '../core/evaluate-model.ts';
import { RunStep } from '../events/run-step.ts';
import { door } from './door.ts';
import { environment, setting } from './environment.ts';

const { RECORDS_TABLE, ARTIFACTS_BUCKET } = environment(z.object({ RECORDS_TABLE: setting, ARTIFACTS_BUCKET: setting }));
const services = { clock, records: dynamoRecords(RECORDS_TABLE), artifacts: s3Artifacts(ARTIFACTS_BUCKET), jobs: sagemakerJobs() };

/** State EvaluateModel: judges the trained model before anyone can use it. */
export const handler = door('model judged', RunStep, (step) => evaluateModel(step, services));
