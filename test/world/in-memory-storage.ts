import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import type { Artifacts, Datasets } from '../../core/ports.ts';
import type { ObjectVersion } from '../../core/records.ts';

const DATA_BUCKET = 'nacre-dev-data-123456789012-eu-west-1';
const ARTIFACTS_BUCKET = 'nacre-dev-artifacts-123456789012-eu-west-1';

export interface InMemoryDatasets extends Datasets {
  /** A new current version, as an upload makes one. */
  put(key: string, body: string | Buffer, about?: { readonly lastModified?: string; readonly origin?: string }): ObjectVersion;
  /** A delete marker: the key has no current version, its versions stay readable. */
  remove(key: string): void;
  /** The version itself is gone, as after a permanent delete. */
  destroy(object: ObjectVersion): void;
  isCurrent(object: ObjectVersion): boolean;
  /** The version is the newest again, as after a permanent delete of those above it. */
  restore(object: ObjectVersion): void;
}

/** A versioned bucket: versions are numbered v1, v2, ... over all keys, and sequencers grow with them. */
export function inMemoryDatasets(now: () => Date, bucket = DATA_BUCKET): InMemoryDatasets {
  const versions = new Map<string, Buffer>();
  const current = new Map<string, ObjectVersion>();
  let count = 0;
  return {
    put(key, body, about = {}) {
      count += 1;
      const bytes = Buffer.from(body);
      const lastModified = about.lastModified ?? wholeSecond(now());
      const object = { bucket, key, versionId: `v${count}`, size: bytes.length, sequencer: count.toString(16).padStart(18, '0') };
      const version = { ...object, lastModified, ...(about.origin !== undefined && { origin: about.origin }) };
      versions.set(version.versionId, bytes);
      current.set(key, version);
      return version;
    },
    remove: (key) => void current.delete(key),
    destroy(object) {
      versions.delete(object.versionId);
      if (current.get(object.key)?.versionId === object.versionId) current.delete(object.key);
    },
    isCurrent: ({ key, versionId }) => current.get(key)?.versionId === versionId,
    restore: (object) => void current.set(object.key, object),
    async list(prefix, limit) {
      return listed([...current.values()].filter(({ key }) => key.startsWith(prefix) && key.endsWith('.csv'))).slice(-limit);
    },
    async page(from = '') {
      const keys = [...current.keys()].filter((key) => key > from).sort();
      const objects = keys.slice(0, PAGE).flatMap((key) => withoutSequencer(current.get(key)));
      return { objects, ...(keys.length > PAGE && { next: keys[PAGE - 1] }) };
    },
    async head(key) {
      return withoutSequencer(current.get(key))[0];
    },
    async read(object, { from, to } = { from: 0, to: Number.POSITIVE_INFINITY }) {
      const bytes = versions.get(object.versionId)?.subarray(from, to);
      return bytes === undefined ? undefined : Readable.from([bytes]);
    },
    sizeOf: async (object) => versions.get(object.versionId)?.length,
  };
}

/** S3 tells no less. */
const wholeSecond = (time: Date) => new Date(1000 * Math.floor(time.getTime() / 1000)).toISOString();

/** As S3 counts. */
const PAGE = 1000;

/** S3 tells of sequencers in events only. */
function withoutSequencer(object: ObjectVersion | undefined): readonly ObjectVersion[] {
  if (object === undefined) return [];
  const { sequencer: _, ...version } = object;
  return [version];
}

function listed(objects: readonly ObjectVersion[]) {
  return objects
    .map(({ key, size = 0, lastModified = '' }) => ({ key, size, lastModified }))
    .sort((one, other) => one.lastModified.localeCompare(other.lastModified));
}

export interface InMemoryArtifacts extends Artifacts {
  readonly objects: ReadonlyMap<string, Buffer>;
  /** What stands at a key, parsed; undefined where nothing does. */
  json(key: string): unknown;
  /** Puts bytes where a training job would have put them. */
  place(uri: string, body: Buffer): void;
}

export function inMemoryArtifacts(): InMemoryArtifacts {
  const objects = new Map<string, Buffer>();
  const uri = (key: string) => `s3://${ARTIFACTS_BUCKET}/${key}`;
  const keyOf = (address: string) => address.slice(uri('').length);
  return {
    objects,
    uri,
    json: (key) => (objects.has(key) ? JSON.parse(String(objects.get(key))) : undefined),
    place: (address, body) => void objects.set(keyOf(address), body),
    async putJson(key, value) {
      objects.set(key, Buffer.from(JSON.stringify(value)));
      return uri(key);
    },
    async putStream(key, body) {
      objects.set(key, await buffer(body));
      return uri(key);
    },
    async move(from, to) {
      const bytes = objects.get(from);
      if (bytes === undefined) throw new Error(`nothing stands at ${from}`);
      objects.set(to, bytes);
      objects.delete(from);
      return uri(to);
    },
    async join(parts, to) {
      const bytes = parts.map((part) => objects.get(part));
      if (bytes.includes(undefined)) throw new Error(`a part of ${to} is missing`);
      objects.set(to, Buffer.concat(bytes.filter((part) => part !== undefined)));
      return uri(to);
    },
    discard: async (key) => void objects.delete(key),
    async read(address) {
      const bytes = objects.get(keyOf(address));
      return bytes === undefined ? undefined : Readable.from([bytes]);
    },
  };
}
