import * as z from 'zod/mini';
import { systemClock as clock } from '../adapters/clock.ts';
import { dynamoRecords } from '../adapters/records.ts';
import { stepFunctionsTokens } from '../adapters/tokens.ts';
import { sagemakerTransforms } from '../adapters/transforms.ts';
import { onTransformEnded } from '../core/on-transform-ended.ts';
import { TransformJobEnded } from '../events/transform-job-ended.ts';
import { door } from './door.ts';
import { environment, setting } from './environment.ts';

const { RECORDS_TABLE } = environment(z.object({ RECORDS_TABLE: setting }));
const services = { clock, records: dynamoRecords(RECORDS_TABLE), tokens: stepFunctionsTokens(), transforms: sagemakerTransforms() };

/** A transform job is over: tells the state that waits for it. */
export const handler = door('ended transform looked after', TransformJobEnded, (ended) => onTransformEnded(ended, services));
