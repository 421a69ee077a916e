import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { CreateBucketCommand, ListMultipartUploadsCommand, ListObjectsV2Command, S3Client } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { s3Artifacts } from '../../adapters/artifacts.ts';
import { startMoto } from './moto-server.ts';

const ARTIFACTS = 'nacre-dev-artifacts-123456789012-eu-west-1';
const MEGABYTE = 1024 * 1024;

let moto: Awaited<ReturnType<typeof startMoto>>;
let client: S3Client;

beforeAll(async () => {
  moto = await startMoto();
  client = new S3Client(moto.client);
  await client.send(new CreateBucketCommand({ Bucket: ARTIFACTS, CreateBucketConfiguration: { LocationConstraint: 'eu-west-1' } }));
});
afterAll(async () => {
  client.destroy();
  await moto.stop();
});

describe('parts of an object', () => {
  it.each([
    ['nothing', []],
    ['a little', [3, 0, 4]],
    ['parts that S3 copies', [6 * MEGABYTE, 6 * MEGABYTE + 1]],
    ['small ones before, between and after large ones', [1, 12 * MEGABYTE, 2, 3, 6 * MEGABYTE, 4 * MEGABYTE, 4 * MEGABYTE, 11 * MEGABYTE, 5]],
  ])('are joined to one object and stay, be they %s', async (_, sizes) => {
    const artifacts = s3Artifacts(ARTIFACTS, client);
    const bodies = sizes.map((size, at) => Buffer.alloc(size, `part ${at}, `));
    const keys = bodies.map((__, at) => `p/runs/joined ${sizes.length}/ranges/clean-${at}.csv`);
    for (const [at, key] of keys.entries()) await artifacts.putStream(key, Readable.from([bodies[at] ?? '']), 'text/csv');

    const uri = await artifacts.join(keys, 'p/joined.csv', 'text/csv');

    const joined = await artifacts.read(uri);
    expect(joined && (await buffer(joined)).equals(Buffer.concat(bodies))).toBe(true);
    expect((await client.send(new ListObjectsV2Command({ Bucket: ARTIFACTS, Prefix: `p/runs/joined ${sizes.length}/` }))).KeyCount).toBe(keys.length);
  });

  it('are not joined where one is missing', async () => {
    const artifacts = s3Artifacts(ARTIFACTS, client);

    await expect(artifacts.join(['p/never.csv'], 'p/half.csv', 'text/csv')).rejects.toThrow();
    expect(await artifacts.read(artifacts.uri('p/half.csv'))).toBeUndefined();
    expect((await client.send(new ListMultipartUploadsCommand({ Bucket: ARTIFACTS }))).Uploads ?? []).toEqual([]);
  });
});
