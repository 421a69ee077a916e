import * as z from 'zod/mini';
import { s3Artifacts } from '../adapters/artifacts.ts';
import { composeRanges } from '../core/compose-ranges.ts';
import { ComposeStep } from '../events/range-step.ts';
import { door } from './door.ts';
import { environment, setting } from './environment.ts';

const { ARTIFACTS_BUCKET } = environment(z.object({ ARTIFACTS_BUCKET: setting }));
const services = { artifacts: s3Artifacts(ARTIFACTS_BUCKET) };

/** State ComposeRanges: finds out where the records of each range begin. */
export const handler = door('ranges composed', ComposeStep, (step) => composeRanges(step, services));
