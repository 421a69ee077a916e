import { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import {
  CreateBucketCommand,
  DeleteObjectCommand,
  ListMultipartUploadsCommand,
  ListObjectsV2Command,
  PutBucketVersioningCommand,
  PutObjectCommand,
  S3Client,
} from '@aws-sdk/client-s3';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { s3Artifacts } from '../../adapters/artifacts.ts';
import { copyObject } from '../../adapters/copy-object.ts';
import { s3Datasets } from '../../adapters/datasets.ts';
import { startMoto } from './moto-server.ts';

const DATA = 'nacre-dev-data-123456789012-eu-west-1';
const ARTIFACTS = 'nacre-dev-artifacts-123456789012-eu-west-1';
const MEGABYTE = 1024 * 1024;

let moto: Awaited<ReturnType<typeof startMoto>>;
let client: S3Client;

beforeAll(async () => {
  moto = await startMoto();
  client = new S3Client(moto.client);
  for (const Bucket of [DATA, ARTIFACTS]) {
    await client.send(new CreateBucketCommand({ Bucket, CreateBucketConfiguration: { LocationConstraint: 'eu-west-1' } }));
    await client.send(new PutBucketVersioningCommand({ Bucket, VersioningConfiguration: { Status: 'Enabled' } }));
  }
});
afterAll(async () => {
  client.destroy();
  await moto.stop();
});

const put = (Key: string, Body: string, Metadata: Record<string, string> = {}) => client.send(new PutObjectCommand({ Bucket: DATA, Key, Body, Metadata }));
const textOf = async (stream: Readable | undefined) => (stream ? text(stream) : undefined);

describe('the data bucket', () => {
  it('reads exactly the version that was named, also when a newer one lies over it', async () => {
    const datasets = s3Datasets(DATA, client);
    await put('read/datasets/a.csv', 'old');
    const old = await datasets.head('read/datasets/a.csv');
    await put('read/datasets/a.csv', 'newer');

    const bytes = old && (await datasets.read(old));

    expect(old).toMatchObject({ bucket: DATA, key: 'read/datasets/a.csv', size: 3, versionId: expect.any(String), lastModified: expect.stringMatching(/Z$/) });
    expect(await textOf(bytes)).toBe('old');
    expect(await datasets.head('read/datasets/a.csv')).toMatchObject({ size: 5 });
  });

  it.each(['with space/datasets/größe 1+1.csv', 'up/datasets/../../b.csv', 'odd/datasets/<script>.csv', 'q/datasets/a?b=c&d#e%20.csv'])(
    'finds the key %j again',
    async (key) => {
      const datasets = s3Datasets(DATA, client);
      await put(key, 'here');

      const found = await datasets.head(key);

      expect(found?.key).toBe(key);
      expect(await textOf(found && (await datasets.read(found)))).toBe('here');
    },
  );

  it('tells of a stand-in by the origin in its metadata', async () => {
    await put('origin/datasets/a.csv', 'x', { origin: 'stand-in' });

    expect(await s3Datasets(DATA, client).head('origin/datasets/a.csv')).toMatchObject({ origin: 'stand-in' });
  });

  it('has no current version where there was none, or a delete marker stands', async () => {
    const datasets = s3Datasets(DATA, client);
    await put('gone/datasets/a.csv', 'x');
    await client.send(new DeleteObjectCommand({ Bucket: DATA, Key: 'gone/datasets/a.csv' }));

    expect(await datasets.head('gone/datasets/a.csv')).toBeUndefined();
    expect(await datasets.head('gone/datasets/never.csv')).toBeUndefined();
  });

  it('has nothing to read of a version that was deleted', async () => {
    const datasets = s3Datasets(DATA, client);
    await put('deleted/datasets/a.csv', 'x');
    const object = await datasets.head('deleted/datasets/a.csv');
    await client.send(new DeleteObjectCommand({ Bucket: DATA, Key: 'deleted/datasets/a.csv', VersionId: object?.versionId }));

    expect(object && (await datasets.read(object))).toBeUndefined();
  });

  it('reads a range of a version, and tells how many bytes it has', async () => {
    const datasets = s3Datasets(DATA, client);
    await put('range/datasets/a.csv', '0123456789');
    const object = await datasets.head('range/datasets/a.csv');
    await put('range/datasets/a.csv', 'newer');

    expect(await textOf(object && (await datasets.read(object, { from: 2, to: 5 })))).toBe('234');
    expect(object && (await datasets.sizeOf(object))).toBe(10);
    expect(object && (await datasets.sizeOf({ ...object, versionId: 'never' }))).toBeUndefined();
  });

  it('lists the .csv objects of a prefix, oldest first, at most so many of the newest', async () => {
    const datasets = s3Datasets(DATA, client);
    for (const key of ['b.csv', 'a.csv', 'readme.txt', 'sub/c.csv']) await put(`list/datasets/${key}`, key);
    await put('list/batches/d.csv', 'd');

    const all = await datasets.list('list/datasets/', 100);

    expect(all.map(({ key }) => key).sort()).toEqual(['list/datasets/a.csv', 'list/datasets/b.csv', 'list/datasets/sub/c.csv']);
    expect(all.map(({ lastModified }) => lastModified)).toEqual(all.map(({ lastModified }) => lastModified).sort());
    expect(await datasets.list('list/datasets/', 1)).toEqual(all.slice(-1));
  });
});

describe('the artifacts bucket', () => {
  it('keeps a stream of unknown length, in parts', async () => {
    const artifacts = s3Artifacts(ARTIFACTS, client);
    const chunks = function* () {
      for (let count = 0; count < 20; count += 1) yield Buffer.alloc(MEGABYTE, count);
    };

    const uri = await artifacts.putStream('p/runs/r/incoming/train.csv', Readable.from(chunks()), 'text/csv');

    const kept = await artifacts.read(uri);
    expect(uri).toBe(`s3://${ARTIFACTS}/p/runs/r/incoming/train.csv`);
    expect((await textOf(kept))?.length).toBe(20 * MEGABYTE);
  });

  it('keeps nothing of a stream that breaks off', async () => {
    const artifacts = s3Artifacts(ARTIFACTS, client);
    const breaking = function* () {
      for (let count = 0; count < 20; count += 1) yield Buffer.alloc(MEGABYTE);
      throw new Error('the source broke');
    };

    await expect(artifacts.putStream('p/broken.csv', Readable.from(breaking()), 'text/csv')).rejects.toThrow('the source broke');

    expect(await artifacts.read(artifacts.uri('p/broken.csv'))).toBeUndefined();
    expect((await client.send(new ListMultipartUploadsCommand({ Bucket: ARTIFACTS }))).Uploads ?? []).toEqual([]);
  });

  it('moves an object, and moves the same again without harm', async () => {
    const artifacts = s3Artifacts(ARTIFACTS, client);
    for (let times = 0; times < 2; times += 1) {
      await artifacts.putStream('p/runs/r 1/incoming/train.csv', Readable.from(['same']), 'text/csv');
      await artifacts.move('p/runs/r 1/incoming/train.csv', 'p/snapshots/abc/train.csv');
    }

    expect(await textOf(await artifacts.read(artifacts.uri('p/snapshots/abc/train.csv')))).toBe('same');
    expect(await artifacts.read(artifacts.uri('p/runs/r 1/incoming/train.csv'))).toBeUndefined();
    expect((await client.send(new ListObjectsV2Command({ Bucket: ARTIFACTS, Prefix: 'p/snapshots/' }))).KeyCount).toBe(1);
  });

  it('copies in parts what is too large for one copy', async () => {
    const artifacts = s3Artifacts(ARTIFACTS, client);
    await artifacts.putStream('p/large', Readable.from([Buffer.alloc(5 * MEGABYTE, 'a'), Buffer.alloc(5 * MEGABYTE, 'b'), 'end']), 'text/csv');

    await copyObject(client, ARTIFACTS, 'p/large', 'p/copy', { bytes: MEGABYTE, partBytes: 5 * MEGABYTE });

    const copy = await textOf(await artifacts.read(artifacts.uri('p/copy')));
    expect(copy?.length).toBe(10 * MEGABYTE + 3);
    expect(copy?.slice(5 * MEGABYTE - 1, 5 * MEGABYTE + 1)).toBe('ab');
    expect(copy?.endsWith('bend')).toBe(true);
  });

  it('keeps JSON, and discards what nobody needs, twice if need be', async () => {
    const artifacts = s3Artifacts(ARTIFACTS, client);

    const uri = await artifacts.putJson('p/gate.json', { passed: true });

    expect(JSON.parse((await textOf(await artifacts.read(uri))) ?? '')).toEqual({ passed: true });
    await artifacts.discard('p/gate.json');
    await artifacts.discard('p/gate.json');
    expect(await artifacts.read(uri)).toBeUndefined();
  });

  it('reads no other bucket', async () => {
    expect(() => s3Artifacts(ARTIFACTS, client).read(`s3://${DATA}/a.csv`)).toThrow(`does not lie in s3://${ARTIFACTS}`);
  });
});
