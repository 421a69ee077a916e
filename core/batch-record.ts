import * as z from 'zod/mini';
import { Attempt, Failure, ModelPackage, ObjectVersion, Verdict } from './run-record.ts';

/** How the scoring of a batch can end. `Failed` is always technical; `Superseded`: the key was overwritten by a newer version before this one was scored. */
export const BatchOutcome = z.enum(['Scored', 'Refused', 'Superseded', 'Failed', 'Cancelled']);
export type BatchOutcome = z.infer<typeof BatchOutcome>;

/** What asked for the scoring: the upload itself, or the registration of a model that scores the newest batch again. */
export const BatchCause = z.enum(['upload', 'registration']);

/** The model that scores a batch, fixed when the scoring is opened: everything later reads it here. s3:// URIs. */
export const ScoringModel = z.object({
  run: z.string(),
  modelPackage: ModelPackage,
  modelArtifacts: z.string(),
  /** Of model.tar.gz as it was registered; absent for models of older releases. */
  modelSha256: z.optional(z.string()),
  image: z.string(),
  registeredAt: z.string(),
  baseline: z.optional(
    z.object({
      profile: z.string(),
      statistics: z.string(),
      constraints: z.string(),
      rows: z.number(),
      setAside: z.optional(z.string()),
      predictions: z.optional(z.string()),
    }),
  ),
});
export type ScoringModel = z.infer<typeof ScoringModel>;

/** What CheckBatch found. Counts are rows of the batch; everything else s3:// URIs. */
export const CheckedBatch = z.object({
  /** Of the raw bytes. */
  sha256: z.string(),
  rows: z.number(),
  badRows: z.number(),
  findings: z.array(z.string()),
  /** No header, one physical line a record, the model's features in the model's order; `lines` tells the source line of each. */
  clean: z.string(),
  cleanSha256: z.string(),
  lines: z.string(),
  setAside: z.optional(z.string()),
  profile: z.string(),
  statistics: z.string(),
  constraints: z.string(),
  violations: z.optional(z.string()),
  drift: z.optional(z.string()),
  /** Undefined where there was no baseline to compare with. */
  drifted: z.optional(z.boolean()),
  alarms: z.array(z.object({ column: z.string(), check: z.string(), sentence: z.string() })),
  warnings: z.array(z.object({ column: z.string(), check: z.string(), sentence: z.string() })),
});
export type CheckedBatch = z.infer<typeof CheckedBatch>;

/** One scoring of one object version by one model. Its name is derived from these, so that an event that arrives twice finds the first one's record. */
export const BatchRecord = z.object({
  batch: z.string(),
  project: z.string(),
  cause: BatchCause,
  object: ObjectVersion,
  askedAt: z.string(),
  /** `Waiting` for a model, or for `notBefore`. `Opened` until CheckBatch has worked: only an opened scoring may be started again. */
  status: z.enum(['Waiting', 'Opened', 'Checked', 'Transforming', 'Transformed', 'Collected', 'Ended']),
  /** Counts from 1; a transient failure puts the batch back with the next one. The execution is named `<batch>-<attempt>`. */
  attempt: z.number(),
  notBefore: z.optional(z.string()),
  execution: z.optional(z.string()),
  model: z.optional(ScoringModel),
  checked: z.optional(CheckedBatch),
  jobs: z.array(Attempt),
  result: z.optional(z.object({ uri: z.string(), rows: z.number(), sha256: z.string(), summary: z.string() })),
  /** quality report, an HTML page. */
  report: z.optional(z.string()),
  verdict: z.optional(Verdict),
  failure: z.optional(Failure),
  outcome: z.optional(BatchOutcome),
  endedAt: z.optional(z.string()),
  /** When CloudWatch took its figures. */
  publishedAt: z.optional(z.string()),
  /** Time and name of the newest change, as in a run's record. */
  changed: z.optional(z.string()),
});
export type BatchRecord = z.infer<typeof BatchRecord>;

/** The batches that the reigning model scored last, newest first: what "k of the last n drifted" counts. Only the newest name columns; `more` is how many they leave unnamed. */
export const DriftWindow = z.object({
  /** Run of the model that scored them; another one begins a new window. */
  model: z.string(),
  batches: z.array(
    z.object({
      batch: z.string(),
      key: z.optional(z.string()),
      at: z.string(),
      drifted: z.boolean(),
      columns: z.array(z.object({ column: z.string(), sentence: z.string() })),
      more: z.optional(z.number()),
    }),
  ),
  changed: z.optional(z.string()),
});
export type DriftWindow = z.infer<typeof DriftWindow>;
