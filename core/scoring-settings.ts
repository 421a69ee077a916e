import * as z from 'zod/mini';
import { instanceTypes } from './instance-types.ts';
import { rangeSettings } from './range-settings.ts';

/** `scoring` in project.yml: how batches under `<project>/batches/` are scored. The defaults hold where it is left out. */
export const ScoringSettings = z.strictObject({
  /** SageMaker transform instance types in order of preference: the next one when the first has no capacity. */
  instanceTypes: z._default(instanceTypes('ml.m5.large'), ['ml.m5.large', 'ml.m5.xlarge', 'ml.c5.xlarge']),
  /** Of one request to the model's server; a longer record fails the job. */
  maxPayloadInMB: z._default(z.int().check(z.minimum(1), z.maximum(100)), 6),
  maxRuntimeSeconds: z._default(z.int().check(z.minimum(60), z.maximum(86_400)), 3600),
  /** More bad rows than this share refuse the batch. */
  badRowsAtMost: z._default(z.number().check(z.minimum(0), z.maximum(1)), 0.5),
  /** Score the newest batch once more when a model has been registered. */
  again: z._default(z.boolean(), true),
  ...rangeSettings,
});
export type ScoringSettings = z.infer<typeof ScoringSettings>;

export const DEFAULT_SCORING: ScoringSettings = ScoringSettings.parse({});
