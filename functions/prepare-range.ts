import * as z from 'zod/mini';
import { s3Artifacts } from '../adapters/artifacts.ts';
import { s3Datasets } from '../adapters/datasets.ts';
import { prepareRange } from '../core/prepare-range.ts';
import { RangeStep } from '../events/range-step.ts';
import { door } from './door.ts';
import { environment, setting } from './environment.ts';

const { DATA_BUCKET, ARTIFACTS_BUCKET } = environment(z.object({ DATA_BUCKET: setting, ARTIFACTS_BUCKET: setting }));
const services = { datasets: s3Datasets(DATA_BUCKET), artifacts: s3Artifacts(ARTIFACTS_BUCKET) };

/** State PrepareRange: checks, profiles and copies the records of one range of a large file. */
export const handler = door('range prepared', RangeStep, (step) => prepareRange(step, services));
