import * as z from 'zod/mini';
import { s3Artifacts } from '../adapters/artifacts.ts';
import { systemClock as clock } from '../adapters/clock.ts';
import { dynamoRecords } from '../adapters/records.ts';
import { stepFunctionsTokens } from '../adapters/tokens.ts';
import { sagemakerTransforms } from '../adapters/transforms.ts';
import { startTransform } from '../core/start-transform.ts';
import { TransformStep } from '../events/batch-step.ts';
import { door } from './door.ts';
import { environment, setting } from './environment.ts';

const { RECORDS_TABLE, ARTIFACTS_BUCKET, TRANSFORM_ROLE_ARN, DATA_KEY_ARN } = environment(
  z.object({ RECORDS_TABLE: setting, ARTIFACTS_BUCKET: setting, TRANSFORM_ROLE_ARN: setting, DATA_KEY_ARN: setting }),
);
const transforms = sagemakerTransforms({ roleArn: TRANSFORM_ROLE_ARN, dataKeyArn: DATA_KEY_ARN });
const services = { clock, records: dynamoRecords(RECORDS_TABLE), artifacts: s3Artifacts(ARTIFACTS_BUCKET), tokens: stepFunctionsTokens(), transforms };

/** State StartTransform: creates the transform job and leaves the token for whoever hears of its end. */
export const handler = door('transform started', TransformStep, (step) => startTransform(step, services));
