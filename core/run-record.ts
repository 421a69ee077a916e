import * as z from 'zod/mini';
import { ProjectDefinition } from './project.ts';

/** How a run can end. `Superseded` is for requests whose object was overtaken; `Failed` is always technical. */
export const Outcome = z.enum(['Succeeded', 'Rejected', 'Refused', 'Skipped', 'Superseded', 'Failed', 'Cancelled']);
export type Outcome = z.infer<typeof Outcome>;

export const Trigger = z.enum(['upload', 'image', 'schedule', 'alarm', 'person', 'commit', 'approval']);
export type Trigger = z.infer<typeof Trigger>;

/** One immutable version of one S3 object. `found`: of a project.yml whose event never came. `origin` is the object's own metadata `origin`: a generated data set says there that it is a stand-in. */
export const ObjectVersion = z.object({
  bucket: z.string(),
  key: z.string(),
  versionId: z.string(),
  size: z.optional(z.number()),
  lastModified: z.optional(z.string()),
  sequencer: z.optional(z.string()),
  found: z.optional(z.boolean()),
  origin: z.optional(z.string()),
  sha256: z.optional(z.string()),
  rows: z.optional(z.number()),
  badRows: z.optional(z.number()),
});
export type ObjectVersion = z.infer<typeof ObjectVersion>;

export const Metrics = z.record(z.string(), z.number());

export const ModelPackage = z.object({ arn: z.string(), version: z.number(), approval: z.enum(['Approved', 'PendingManualApproval', 'Rejected']) });
export type ModelPackage = z.infer<typeof ModelPackage>;

export const Check = z.object({
  metric: z.string(),
  value: z.number(),
  atMost: z.optional(z.number()),
  atLeast: z.optional(z.number()),
  passed: z.boolean(),
  reigning: z.optional(z.number()),
});
export type Check = z.infer<typeof Check>;

export const Gate = z.object({ passed: z.boolean(), checks: z.array(Check), report: z.optional(z.string()) });
export type Gate = z.infer<typeof Gate>;

export const Failure = z.object({
  /** The error's name: a class of ours, a SageMaker failure class (AlgorithmError, CapacityError, ClientError, InternalServerError) or a Step Functions name. */
  class: z.string(),
  cause: z.string(),
  logTail: z.array(z.string()),
  nextStep: z.string(),
  transient: z.boolean(),
});
export type Failure = z.infer<typeof Failure>;

/** Why a run ended without training or registering, in words for its mail: one sentence, then facts, then what to do. No row values. */
export const Verdict = z.object({ outcome: Outcome, reason: z.string(), details: z.array(z.string()), nextStep: z.string() });
export type Verdict = z.infer<typeof Verdict>;

export const Dataset = z.object({
  objects: z.array(ObjectVersion),
  /** Of the raw bytes when one object was read, else of the lines `<sha256>  <key>` in order. */
  sha256: z.string(),
  rows: z.number(),
  badRows: z.number(),
  /** What its owner may not expect: an encoding that was guessed, rows set aside and why. No row values. */
  findings: z.optional(z.array(z.string())),
  /** s3:// URIs: the clean copy (a header line, comma separated), what its columns mean, profile and rows set aside (line numbers and reasons). */
  snapshot: z.optional(z.string()),
  snapshotSha256: z.optional(z.string()),
  contract: z.optional(z.string()),
  statistics: z.optional(z.string()),
  constraints: z.optional(z.string()),
  profile: z.optional(z.string()),
  setAside: z.optional(z.string()),
  standIn: z.optional(z.boolean()),
});
export type Dataset = z.infer<typeof Dataset>;

export const Image = z.object({ repository: z.string(), tag: z.string(), digest: z.string(), uri: z.string(), commit: z.optional(z.string()) });
export type Image = z.infer<typeof Image>;

export const Attempt = z.object({
  number: z.number(),
  job: z.string(),
  /** Which time the list of instance types is gone through, from the second on. */
  round: z.optional(z.number()),
  arn: z.optional(z.string()),
  instanceType: z.string(),
  startedAt: z.string(),
  endedAt: z.optional(z.string()),
  /** Training time in seconds as SageMaker reports it. */
  seconds: z.optional(z.number()),
  status: z.optional(z.string()),
  failureReason: z.optional(z.string()),
  modelArtifacts: z.optional(z.string()),
});
export type Attempt = z.infer<typeof Attempt>;

export const RunRecord = z.object({
  run: z.string(),
  project: z.string(),
  number: z.number(),
  status: z.enum(['Opened', 'Claimed', 'Prepared', 'Training', 'Trained', 'Evaluated', 'Registering', 'Registered', 'Ended']),
  openedAt: z.string(),
  endedAt: z.optional(z.string()),
  execution: z.optional(z.string()),
  requests: z.array(z.object({ id: z.string(), trigger: Trigger })),
  /** What its requests gave as their reasons, each once and the first few only; the requests themselves tell of all. */
  reasons: z.optional(z.array(z.string())),
  /** Fixed when the requests are claimed; nothing later reads the project's current definition. */
  definition: z.optional(ProjectDefinition),
  objects: z.optional(z.array(ObjectVersion)),
  image: z.optional(Image),
  fingerprint: z.optional(z.string()),
  /** s3:// URI of the profile of the model's predictions on its test rows: what the predictions on a batch are compared with. */
  predictions: z.optional(z.string()),
  /** Of model.tar.gz as the job left it. */
  modelSha256: z.optional(z.string()),
  /** Of all its jobs, in US dollars by the governor's price table. */
  cost: z.optional(z.number()),
  dataset: z.optional(Dataset),
  attempts: z.array(Attempt),
  metrics: z.optional(Metrics),
  gate: z.optional(Gate),
  modelPackage: z.optional(ModelPackage),
  mlflow: z.optional(z.object({ experiment: z.string(), runId: z.optional(z.string()), url: z.optional(z.string()), missing: z.optional(z.string()) })),
  verdict: z.optional(Verdict),
  /** Somebody wants it ended. Every later step heeds this; only a model that is registered is stronger. */
  cancelled: z.optional(z.object({ who: z.string(), why: z.string(), at: z.string() })),
  failure: z.optional(Failure),
  outcome: z.optional(Outcome),
  /** Time and name of the newest change: who ends a run makes sure that this is still the one that he judged. */
  changed: z.optional(z.string()),
});
export type RunRecord = z.infer<typeof RunRecord>;
