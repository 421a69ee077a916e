import * as z from 'zod/mini';
import { DriftAlarm } from './drift-alarm.ts';
import { GovernorSettings } from './governor-settings.ts';
import { instanceTypes } from './instance-types.ts';
import { NotifySettings } from './notify-settings.ts';
import { DriftMonitoring } from './quality/drift/monitoring.ts';
import { rangeSettings } from './range-settings.ts';
import { ScheduleSettings } from './schedule-settings.ts';
import { ScoringSettings } from './scoring-settings.ts';

const Mail = z.string().check(z.regex(/^[^@\s<>"]+@[^@\s<>"]+\.[^@\s<>"]+$/, 'write a mail address such as team@example.com'));
const count = () => z.int().check(z.positive());

/** At most 22 characters, so that a run's name `<project>-<number>-<random>` stays within 36: SageMaker client tokens and job names are cut from it. */
export const ProjectName = z
  .string()
  .check(z.regex(/^[a-z](?:-?[a-z0-9]){0,21}$/, 'write 1 to 22 lower-case letters, digits and single hyphens, beginning with a letter'), z.maxLength(22));

export const Column = z.strictObject({
  name: z.string().check(z.minLength(1), z.maxLength(128)),
  type: z.enum(['number', 'integer', 'category', 'text']),
  /** The categories that the model knows; a row with another one is set aside. */
  values: z.optional(z.array(z.string()).check(z.minLength(1), z.maxLength(1000))),
  /** A row may leave this cell empty. */
  optional: z.optional(z.boolean()),
});
export type Column = z.infer<typeof Column>;

const Threshold = z.union([
  z.strictObject({ metric: z.string().check(z.minLength(1)), atMost: z.number() }),
  z.strictObject({ metric: z.string().check(z.minLength(1)), atLeast: z.number() }),
]);
export type Threshold = z.infer<typeof Threshold>;

export const TRIGGERS = ['upload', 'image', 'schedule', 'alarm', 'person'] as const;

/** A model as data: everything nacre must know to train, judge and register it. Published as JSON Schema in projects/project.schema.json. */
export const ProjectDefinition = z.strictObject({
  project: ProjectName,
  description: z.string().check(z.minLength(1), z.maxLength(500)),
  owners: z.array(Mail).check(z.minLength(1), z.maxLength(20)),
  data: z.strictObject({
    use: z._default(z.enum(['latest', 'all']), 'latest'),
    header: z._default(z.enum(['none', 'present', 'auto']), 'auto'),
    columns: z.array(Column).check(z.minLength(2), z.maxLength(1000)),
    target: z.string(),
    badRowsAtMost: z._default(z.number().check(z.minimum(0), z.maximum(1)), 0.05),
    rowsAtLeast: z._default(count(), 30),
    ...rangeSettings,
  }),
  training: z.strictObject({
    on: z._default(z.array(z.enum(TRIGGERS)), [...TRIGGERS]),
    schedule: z.optional(ScheduleSettings),
    image: z.strictObject({
      repository: z.string().check(z.regex(/^[a-z0-9]+(?:[._/-][a-z0-9]+)*$/)),
      tag: z._default(z.string().check(z.minLength(1), z.maxLength(128)), 'latest'),
    }),
    model: z.string().check(z.regex(/^[a-z][a-z0-9_]*$/)),
    hyperparameters: z._default(z.record(z.string(), z.union([z.string(), z.number(), z.boolean()])), {}),
    instanceTypes: instanceTypes('ml.g5.xlarge'),
    maxRuntimeSeconds: z._default(count().check(z.maximum(2_419_200)), 3600),
    /** Spot instances: cheaper, and interrupted when others pay more. Checkpoints carry an interrupted job on. The wait includes the training. */
    spot: z.optional(z.strictObject({ maxWaitSeconds: count().check(z.maximum(2_419_200)) })),
    volumeSizeInGB: z._default(count().check(z.maximum(16_384)), 30),
    /** How often a run that failed for a transient cause is tried again. */
    attempts: z._default(count().check(z.maximum(10)), 3),
  }),
  thresholds: z.array(Threshold).check(z.minLength(1)),
  approval: z._default(z.enum(['automatic', 'manual']), 'automatic'),
  tracking: z.strictObject({ experiment: z.string().check(z.minLength(1), z.maxLength(256)) }),
  retrain: z._default(z.strictObject({ onDrift: z._default(z.enum(['with-labels', 'always']), 'with-labels') }), { onDrift: 'with-labels' }),
  /** When a batch of this project has drifted; docs/data-quality.md says what each member does. */
  monitoring: z.optional(z.strictObject({ drift: z.optional(DriftMonitoring), alarm: z.optional(DriftAlarm) })),
  scoring: z.optional(ScoringSettings),
  governor: z.optional(GovernorSettings),
  notify: z.optional(NotifySettings),
});
export type ProjectDefinition = z.infer<typeof ProjectDefinition>;
