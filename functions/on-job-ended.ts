import * as z from 'zod/mini';
import { systemClock as clock } from '../adapters/clock.ts';
import { sagemakerJobs } from '../adapters/jobs.ts';
import { dynamoRecords } from '../adapters/records.ts';
import { stepFunctionsTokens } from '../adapters/tokens.ts';
import { onJobEnded } from '../core/on-job-ended.ts';
import { TrainingJobEnded } from '../events/training-job-ended.ts';
import { door } from './door.ts';
import { environment, setting } from './environment.ts';

const { RECORDS_TABLE } = environment(z.object({ RECORDS_TABLE: setting }));
const services = { clock, records: dynamoRecords(RECORDS_TABLE), tokens: stepFunctionsTokens(), jobs: sagemakerJobs() };

/** A training job is over: tells the state that waits for it. */
export const handler = door('ended job looked after', TrainingJobEnded, (ended) => onJobEnded(ended, services));
