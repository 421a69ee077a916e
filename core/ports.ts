import type { Readable } from 'node:stream';
import type { ObjectFound } from '../events/object-found.ts';
import type { Executions, Scorings, Tokens } from './execution-ports.ts';
import type { Alarms, Metrics } from './monitoring-ports.ts';
import type { Image, ObjectVersion } from './records.ts';
import type { Registry } from './registry.ts';
import type { ScheduleSettings } from './schedule-settings.ts';
import type { Transforms } from './transforms.ts';

export * from './execution-ports.ts';
export * from './registry.ts';
export * from './transforms.ts';

/**
 * What the decisions in core/ need from the world, one interface a purpose.
 * adapters/ speaks to AWS behind each; tests and the simulator stand in-memory ones behind the same shapes.
 */
export interface Services {
  readonly clock: { now(): Date };
  /** `run()` answers six random characters of a-z and 0-9; seeded in tests. */
  readonly ids: { suffix(): string };
  readonly records: Records;
  readonly executions: Executions;
  readonly scorings: Scorings;
  readonly tokens: Tokens;
  readonly datasets: Datasets;
  readonly arrivals: Arrivals;
  readonly artifacts: Artifacts;
  readonly images: Images;
  readonly jobs: Jobs;
  readonly transforms: Transforms;
  readonly registry: Registry;
  readonly schedules: Schedules;
  readonly mails: Mails;
  readonly links: Links;
  readonly metrics: Metrics;
  readonly alarms: Alarms;
}

export type Key = { readonly pk: string; readonly sk: string };
export type Item = Readonly<Record<string, unknown>>;

/** Paths are top-level attribute names or dotted (`active.run`). A comparison with an absent attribute is false, as in DynamoDB. */
export type Condition =
  | { readonly absent: string }
  | { readonly present: string }
  | { readonly equals: readonly [path: string, value: string | number | boolean] }
  | { readonly lessThan: readonly [path: string, value: string | number] }
  | { readonly atMost: readonly [path: string, value: string | number] }
  | { readonly anyOf: readonly Condition[] }
  | { readonly allOf: readonly Condition[] };

export type Write =
  | { readonly put: Key; readonly item: Item; readonly when?: Condition }
  | {
      readonly update: Key;
      readonly set?: Item;
      readonly append?: Readonly<Record<string, readonly unknown[]>>;
      readonly remove?: readonly string[];
      readonly when?: Condition;
    }
  | { readonly delete: Key; readonly when?: Condition }
  | { readonly check: Key; readonly when: Condition };

/** `current` is the item that stood in the way, where there was one. */
export type Written = { readonly done: true } | { readonly done: false; readonly refused: readonly { readonly index: number; readonly current?: Item }[] };

/** All reads are strongly consistent, but for `glance`. */
export interface Records {
  get(key: Key): Promise<Item | undefined>;
  /** Those of these items that are there, in any order, each perhaps as it was a moment ago: half the price, for who only looks where to look closer. */
  glance(keys: readonly Key[]): Promise<readonly Item[]>;
  /** Every item of a partition whose sort key begins so, in the order of the sort key; `newestFirst` turns it round; `limit` caps the items. */
  query(pk: string, prefix: string, options?: { readonly limit?: number; readonly newestFirst?: boolean }): Promise<readonly Item[]>;
  /** All or nothing, at most 100 writes; throws only for technical causes. A conflict with another transaction is retried by the adapter. */
  write(...writes: readonly Write[]): Promise<Written>;
}

export interface Datasets {
  /** The current .csv objects under a prefix, oldest first, without version ids (S3 lists none); at most `limit`. */
  list(prefix: string, limit: number): Promise<readonly { readonly key: string; readonly size: number; readonly lastModified: string }[]>;
  /** The current version of every key from a place on, at most a thousand versions looked at; `next` is where to go on, undefined at the end of the bucket. */
  page(from?: string): Promise<{ readonly objects: readonly ObjectVersion[]; readonly next?: string }>;
  /** The current version of a key, or undefined where there is none or a delete marker stands over it. */
  head(key: string): Promise<ObjectVersion | undefined>;
  /** Exactly this version's bytes, all or those of a range, or undefined where it no longer exists. */
  read(object: ObjectVersion, range?: ByteRange): Promise<Readable | undefined>;
  /** How many bytes exactly this version has, or undefined where it no longer exists. */
  sizeOf(object: ObjectVersion): Promise<number | undefined>;
}

/** From byte `from` to before byte `to`; never empty. */
export type ByteRange = { readonly from: number; readonly to: number };

export interface Arrivals {
  /** Hands an object to the function that S3's event would have reached, to be taken some time; throws where it could not be handed over. */
  hand(kind: 'dataset' | 'batch' | 'project', found: ObjectFound): Promise<void>;
}

export interface Artifacts {
  /** Every method answers or takes keys inside the artifacts bucket; `uri(key)` is the s3:// address. */
  uri(key: string): string;
  putJson(key: string, value: unknown): Promise<string>;
  /** Multipart; the stream may be of any length. */
  putStream(key: string, body: Readable, contentType: string): Promise<string>;
  move(from: string, to: string): Promise<string>;
  /** One object of several, one behind the other, which stay where they are. */
  join(parts: readonly string[], to: string, contentType: string): Promise<string>;
  /** Deleting what is not there is success. */
  discard(key: string): Promise<void>;
  /** The bytes at an s3:// address inside the artifacts bucket; undefined where there is nothing. */
  read(uri: string): Promise<Readable | undefined>;
}

export interface Links {
  /** The https:// address at which a person can open what lies at an s3:// address of the artifacts bucket: at once and for some hours, or in the console of AWS after a login. */
  to(uri: string, by: 'presigned' | 'console'): Promise<string>;
}

export interface Images {
  /** The image of this digest, or that behind repository:tag right now where none is given, with the git commit among its tags; undefined where there is no such image. */
  resolve(repository: string, tag: string, digest?: string): Promise<Image | undefined>;
}

export type TrainingJobSpec = {
  readonly name: string;
  readonly project: string;
  readonly run: string;
  readonly image: string;
  readonly instanceType: string;
  readonly volumeSizeInGB: number;
  readonly maxRuntimeSeconds: number;
  /** On spot instances, for so many seconds at most, waiting included; checkpoints lie under the run, so that its next attempt goes on from them. */
  readonly maxWaitSeconds?: number;
  readonly hyperparameters: Readonly<Record<string, string>>;
  readonly environment: Readonly<Record<string, string>>;
  /** s3:// address of the snapshot folder, given as channel `train`. */
  readonly snapshot: string;
  readonly snapshotSha256: string;
  /** s3:// address of contract.json, given as channel `contract`. */
  readonly contract: string;
  readonly metricDefinitions: readonly { readonly name: string; readonly regex: string }[];
};

export type TrainingJob = {
  readonly name: string;
  readonly arn: string;
  readonly status: 'InProgress' | 'Completed' | 'Failed' | 'Stopping' | 'Stopped';
  readonly secondaryStatus: string;
  readonly failureReason?: string;
  readonly modelArtifacts?: string;
  /** s3:// address of output.tar.gz. */
  readonly output: string;
  readonly instanceType: string;
  readonly seconds?: number;
  readonly endedAt?: string;
  readonly finalMetrics: Readonly<Record<string, number>>;
};

export interface Jobs {
  /** `exists` when the name is taken. Throws CapacityError where the account may run no more machines of this type. */
  create(spec: TrainingJobSpec): Promise<'created' | 'exists'>;
  describe(name: string): Promise<(TrainingJob & { readonly tags: Readonly<Record<string, string>> }) | undefined>;
  /** Stopping what is over already is success. */
  stop(name: string): Promise<void>;
  /** The last lines of the job's log, oldest first; empty where there is none. */
  logTail(name: string, lines: number): Promise<readonly string[]>;
}

export interface Schedules {
  /** The project's one schedule, made, or changed where it differs: one that stays as it is keeps its rhythm. */
  ensure(project: string, schedule: ScheduleSettings): Promise<void>;
  /** Removing what is not there is success. */
  remove(project: string): Promise<void>;
}

export interface Mails {
  /** Throws MailRefusedError where SES will never take this mail, anything else where trying again may help. */
  send(mail: { readonly to: string; readonly subject: string; readonly html: string; readonly text: string }): Promise<{ readonly messageId: string }>;
}
