import * as z from 'zod/mini';
import { GovernorMemory } from './governor-memory.ts';
import { ProjectDefinition } from './project.ts';
import { Metrics, ModelPackage, ObjectVersion, Trigger } from './run-record.ts';

export * from './batch-record.ts';
export * from './run-record.ts';

/**
 * The records: one DynamoDB table, keys `pk` and `sk`, every time an ISO 8601 string in UTC.
 * Schemas are read by releases newer than the one that wrote them: new members are optional, unknown ones are ignored.
 *
 * | record    | pk                | sk                       | written by                                   | read by |
 * |-----------|-------------------|--------------------------|----------------------------------------------|---------|
 * | listing   | PROJECTS          | <project>                | applyProject                                 | reconcile, acceptImage, people |
 * | project   | PROJECT#<project> | PROJECT                  | applyProject (definition), the protocol (rest) | every step |
 * | watermark | PROJECT#<project> | WATERMARK#<hash of key or repository:tag> | acceptDataset, acceptBatch, acceptImage | the same, claimRequests, checkBatch |
 * | request   | PROJECT#<project> | REQUEST#<id>             | acceptDataset, acceptImage, acceptSchedule, acceptAlarm, commandProject, the governor, openRun, claimRequests, endRun | people, claimRequests |
 * | waiting   | PROJECT#<project> | WAITING#<asked at>#<id>  | with its request, endRun (put back), the governor; deleted by claimRequests, openRun (answered), the governor (suggested) | openRun, claimRequests |
 * | run       | PROJECT#<project> | RUN#<number, 6 digits>   | openRun, then each step of the run           | every step, people |
 * | audit     | RUN#<run, batch, request or project> | AUDIT#<time>#<what>      | each step, in the transaction that it tells of | people |
 * | job       | JOB#<job name>    | JOB                      | startTraining; startTransform (a transform job) | onJobEnded; onTransformEnded |
 * | taken     | MACHINES          | <instance type>, `<instance type> spot` | startTraining, where it was refused one | startTraining |
 * | batch     | PROJECT#<project> | BATCH#<batch>            | acceptBatch, scoreAgain, then each step of score-batch | every step, people |
 * | unscored  | PROJECT#<project> | UNSCORED#<asked at>#<batch> | with its batch, again when it is put back; deleted with its outcome | openBatches, reconcile |
 * | newest    | PROJECT#<project> | NEWEST-BATCH             | acceptBatch                                  | scoreAgain |
 * | drift     | PROJECT#<project> | DRIFT                    | finishBatch                                  | acceptAlarm, finishBatch |
 * | mail      | MAIL#<run, scoring, request or project and day> | <n> | endRun, endBatch, acceptDataset, acceptBatch, the governor, commandProject (outbox); sendMails | sendMails, people |
 * | cursor    | SWEEP             | <bucket's kind>          | sweepUploads: where its next round begins    | sweepUploads |
 * | found     | FOUND             | <id of the version>      | sweepUploads, for each version whose event never came | sweepUploads, people |
 * | outbox    | OUTBOX            | <run, request or scoring> | with its mails; deleted by sendMails once none is pending | reconcile |
 */
export const keys = {
  listing: (project: string) => ({ pk: 'PROJECTS', sk: project }),
  project: (project: string) => ({ pk: `PROJECT#${project}`, sk: 'PROJECT' }),
  watermark: (project: string, keyHash: string) => ({ pk: `PROJECT#${project}`, sk: `WATERMARK#${keyHash}` }),
  request: (project: string, id: string) => ({ pk: `PROJECT#${project}`, sk: `REQUEST#${id}` }),
  waiting: (project: string, askedAt: string, id: string) => ({ pk: `PROJECT#${project}`, sk: `WAITING#${askedAt}#${id}` }),
  run: (project: string, number: number) => ({ pk: `PROJECT#${project}`, sk: `RUN#${String(number).padStart(6, '0')}` }),
  batch: (project: string, batch: string) => ({ pk: `PROJECT#${project}`, sk: `BATCH#${batch}` }),
  unscored: (project: string, askedAt: string, batch: string) => ({ pk: `PROJECT#${project}`, sk: `UNSCORED#${askedAt}#${batch}` }),
  newestBatch: (project: string) => ({ pk: `PROJECT#${project}`, sk: 'NEWEST-BATCH' }),
  drift: (project: string) => ({ pk: `PROJECT#${project}`, sk: 'DRIFT' }),
  audit: (run: string, at: string, what: string) => ({ pk: `RUN#${run}`, sk: `AUDIT#${at}#${what}` }),
  job: (name: string) => ({ pk: `JOB#${name}`, sk: 'JOB' }),
  taken: (machine: string) => ({ pk: 'MACHINES', sk: machine }),
  mail: (outcomeOf: string, n: number) => ({ pk: `MAIL#${outcomeOf}`, sk: String(n).padStart(3, '0') }),
  cursor: (bucket: string) => ({ pk: 'SWEEP', sk: bucket }),
  found: (id: string) => ({ pk: 'FOUND', sk: id }),
  outbox: (outcomeOf: string) => ({ pk: 'OUTBOX', sk: outcomeOf }),
} as const;

/** What a push put where: `pushedAt` orders the pushes of a tag. */
export const PushedImage = z.object({ repository: z.string(), tag: z.string(), digest: z.string(), pushedAt: z.string() });
export type PushedImage = z.infer<typeof PushedImage>;

export const RequestRecord = z.object({
  id: z.string(),
  project: z.string(),
  trigger: Trigger,
  askedAt: z.string(),
  /** What asked: the object version of an upload, the image of a push, the person and the reason of a request by hand, the drift behind an alarm. */
  object: z.optional(ObjectVersion),
  image: z.optional(PushedImage),
  who: z.optional(z.string()),
  why: z.optional(z.string()),
  /** The failed run whose objects a person wants tried again. */
  retries: z.optional(z.string()),
  attempt: z.number(),
  status: z.enum(['waiting', 'claimed', 'done', 'superseded', 'refused', 'collected', 'suggested']),
  /** Opens no run before this time: set by the governor, with its reason, or by the backoff after a transient failure. */
  notBefore: z.optional(z.string()),
  run: z.optional(z.string()),
  reason: z.optional(z.string()),
});
export type RequestRecord = z.infer<typeof RequestRecord>;

/** The pointer to a request that waits: all that is needed to find it, and to see whether it is due and still needs a run. `reason` is the governor's: a backoff gives none. */
export const WaitingRecord = z.pick(RequestRecord, { id: true, project: true, trigger: true, askedAt: true, object: true, notBefore: true, reason: true });
export type WaitingRecord = z.infer<typeof WaitingRecord>;

/**
 * The newest version of a key, or the newest push of an image: there `key` is repository:tag, `sequencer` its time and `versionId` its digest.
 * `found`: sweepUploads found the version, whose event never came; then `sequencer` is that of the newest version before it that was told of.
 */
export const Watermark = z.object({ key: z.string(), sequencer: z.optional(z.string()), versionId: z.string(), found: z.optional(z.boolean()) });
export type Watermark = z.infer<typeof Watermark>;

export const ProjectRecord = z.object({
  project: z.string(),
  definition: ProjectDefinition,
  /** The object version of project.yml that is applied; an older one that arrives late is not applied over it. */
  source: ObjectVersion,
  appliedAt: z.string(),
  /** When its first definition was applied. */
  since: z.optional(z.string()),
  nextRunNumber: z.number(),
  /** At most one run of a project is active. `opened` until ClaimRequests has begun to work: only an opened run may be started again. */
  active: z.optional(z.object({ run: z.string(), number: z.number(), state: z.enum(['opened', 'working']), openedAt: z.string() })),
  /** What the last Succeeded run was made of: equal data, image and parameters need no second training. */
  lastGood: z.optional(z.object({ run: z.string(), fingerprint: z.string() })),
  governor: z.optional(GovernorMemory),
  /** The newest model, while a person has yet to judge it: reconcile asks the registry whether that has happened. */
  awaitingApproval: z.optional(z.object({ run: z.string(), arn: z.string() })),
  /** The newest Approved model. */
  reigning: z.optional(z.object({ run: z.string(), modelPackage: ModelPackage, metrics: Metrics, registeredAt: z.string() })),
});
export type ProjectRecord = z.infer<typeof ProjectRecord>;

export const AuditRecord = z.object({
  at: z.string(),
  who: z.string(),
  what: z.string(),
  why: z.optional(z.string()),
  facts: z.optional(z.record(z.string(), z.unknown())),
});
export type AuditRecord = z.infer<typeof AuditRecord>;

/** A training job whose end somebody waits for. The newest token wins: a retried StartTraining replaces it. */
export const JobRecord = z.object({
  job: z.string(),
  project: z.string(),
  run: z.string(),
  attempt: z.number(),
  token: z.string(),
  storedAt: z.string(),
  answered: z.optional(z.boolean()),
});
export type JobRecord = z.infer<typeof JobRecord>;

/** When SageMaker refused a machine of a type, and with which words; `askedAt` while one run asks for another. */
export const TakenRecord = z.object({ machine: z.string(), reason: z.string(), toldAt: z.string(), askedAt: z.optional(z.string()) });
export type TakenRecord = z.infer<typeof TakenRecord>;

/** A transform job whose end somebody waits for; as a training job's record, but for a scoring. */
export const TransformRecord = z.object({
  job: z.string(),
  project: z.string(),
  batch: z.string(),
  attempt: z.number(),
  token: z.string(),
  storedAt: z.string(),
});
export type TransformRecord = z.infer<typeof TransformRecord>;

export const MailRecord = z.object({
  outcomeOf: z.string(),
  project: z.string(),
  n: z.number(),
  to: z.string(),
  subject: z.string(),
  html: z.string(),
  text: z.string(),
  /** s3:// addresses that stand in both as links: what is sent has an address there that opens. */
  links: z.exactOptional(z.array(z.object({ uri: z.string(), by: z.enum(['presigned', 'console']) }))),
  status: z.enum(['pending', 'sending', 'sent', 'refused']),
  writtenAt: z.string(),
  /** While `sending`: until when the sender may be alive; after it the answer of SES is taken as lost and the mail is sent again. */
  leaseUntil: z.optional(z.string()),
  sentAt: z.optional(z.string()),
  messageId: z.optional(z.string()),
  refusal: z.optional(z.string()),
});
export type MailRecord = z.infer<typeof MailRecord>;
