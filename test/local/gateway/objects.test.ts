import {
  CopyObjectCommand,
  CreateBucketCommand,
  DeleteObjectCommand,
  DeleteObjectsCommand,
  GetBucketNotificationConfigurationCommand,
  GetObjectCommand,
  HeadObjectCommand,
  PutBucketNotificationConfigurationCommand,
  PutObjectCommand,
  S3Client,
} from '@aws-sdk/client-s3';
import { Upload } from '@aws-sdk/lib-storage';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { s3Datasets } from '../../../adapters/datasets.ts';
import { account, type GatewayWorld, makeDataBucket, objectIn, startGatewayWorld } from './gateway-world.ts';

let Bucket: string;
let world: GatewayWorld;
let s3: S3Client;

beforeAll(async () => {
  world = await startGatewayWorld();
  s3 = new S3Client(world.client());
  Bucket = await makeDataBucket(s3);
});

beforeEach(() => void world.happenings.splice(0));

afterAll(async () => {
  s3.destroy();
  await world.close();
});

it.each(['odd/datasets/a\nb.csv', 'odd/datasets/a\r\u0001 +%.csv', 'odd/datasets/<😀>&.csv'])('the key %j is listed among versions as it is', async (Key) => {
  const { VersionId } = await s3.send(new PutObjectCommand({ Bucket, Key, Body: '1' }));

  const { objects } = await s3Datasets(Bucket, s3).page();

  expect(objects).toContainEqual(expect.objectContaining({ key: Key, versionId: VersionId }));
});

describe('an object that lands', () => {
  it('is told as S3 tells EventBridge, with its version and a plain key', async () => {
    const put = await s3.send(new PutObjectCommand({ Bucket, Key: 'abalone/datasets/ü b+c.csv', Body: 'a,b\n1,2\n' }));

    expect(world.happenings).toEqual([
      {
        source: 'aws.s3',
        detailType: 'Object Created',
        resources: [`arn:aws:s3:::${Bucket}`],
        detail: {
          version: '0',
          'event-version': '1.1',
          bucket: { name: Bucket },
          object: {
            key: 'abalone/datasets/ü b+c.csv',
            size: 8,
            etag: put.ETag?.replaceAll('"', ''),
            'version-id': put.VersionId,
            sequencer: expect.stringMatching(/^[0-9a-f]{18}$/),
          },
          reason: 'PutObject',
          'request-id': expect.stringMatching(/^[0-9A-F]{16}$/),
          requester: account,
          'source-ip-address': expect.stringContaining('127.0.0.1'),
        },
      },
    ]);
  });

  it('has a sequencer above those of all objects before it', async () => {
    for (const Body of ['1', '2', '3']) await s3.send(new PutObjectCommand({ Bucket, Key: 'same', Body }));

    const sequencers = world.happenings.map(({ detail }) => objectIn(detail)['sequencer']);
    expect(sequencers).toEqual([...sequencers].sort());
    expect(new Set(sequencers).size).toBe(3);
  });

  it('is told once for an upload in parts, with the whole size', async () => {
    const Body = Buffer.alloc(11 * 1024 * 1024, 'x');

    await new Upload({ client: s3, params: { Bucket, Key: 'parts.bin', Body } }).done();

    expect(world.happenings.map(({ detail }) => [detail['reason'], objectIn(detail)['size'], objectIn(detail)['etag']])).toEqual([
      ['CompleteMultipartUpload', Body.length, expect.stringMatching(/^[0-9a-f]{32}-3$/)],
    ]);
  });

  it('has no version where the bucket keeps none', async () => {
    const plain = { Bucket: 'plain' };
    await s3.send(new CreateBucketCommand({ ...plain, CreateBucketConfiguration: { LocationConstraint: 'eu-west-1' } }));
    await s3.send(new PutBucketNotificationConfigurationCommand({ ...plain, NotificationConfiguration: { EventBridgeConfiguration: {} } }));

    await new Upload({ client: s3, params: { ...plain, Key: 'parts', Body: Buffer.alloc(6_000_000) } }).done();

    expect(objectIn(world.happenings.at(-1)?.detail ?? {})).toEqual({ key: 'parts', size: 6_000_000, etag: expect.any(String), sequencer: expect.any(String) });
  });

  it('is told for a copy', async () => {
    await s3.send(new PutObjectCommand({ Bucket, Key: 'from', Body: 'hello' }));

    const copy = await s3.send(new CopyObjectCommand({ Bucket, Key: 'to', CopySource: `${Bucket}/from` }));

    expect(world.happenings.at(-1)?.detail).toMatchObject({ reason: 'CopyObject', object: { key: 'to', size: 5, 'version-id': copy.VersionId } });
  });

  it('is not told when nothing was made of it', async () => {
    await s3.send(new PutObjectCommand({ Bucket, Key: 'once', Body: '1' }));

    await expect(s3.send(new PutObjectCommand({ Bucket, Key: 'once', Body: '2', IfNoneMatch: '*' }))).rejects.toThrow();

    expect(world.happenings).toHaveLength(1);
  });

  it('is told from boto3 and the AWS CLI alike', async () => {
    await world.python(`client("s3").put_object(Bucket="${Bucket}", Key="boto.csv", Body=b"12345"); print("{}")`);
    const { stderr } = await world.aws(['s3', 'cp', '/etc/hostname', `s3://${Bucket}/cli.csv`, '--no-progress']);

    expect(stderr).toBe('');
    expect(world.happenings.map(({ detail }) => objectIn(detail)['key'])).toEqual(['boto.csv', 'cli.csv']);
  });

  it('is told when it is deleted, one by one and many at once', async () => {
    await s3.send(new PutObjectCommand({ Bucket, Key: 'gone', Body: '1' }));
    world.happenings.splice(0);

    const marker = await s3.send(new DeleteObjectCommand({ Bucket, Key: 'gone' }));
    await s3.send(new DeleteObjectsCommand({ Bucket, Delete: { Objects: [{ Key: 'gone', VersionId: marker.VersionId ?? '' }] } }));

    expect(world.happenings.map(({ detailType, detail }) => [detailType, detail['deletion-type'], objectIn(detail)['version-id']])).toEqual([
      ['Object Deleted', 'Delete Marker Created', marker.VersionId],
      ['Object Deleted', 'Permanently Deleted', marker.VersionId],
    ]);
  });
});

describe('a bucket', () => {
  it('says that it tells EventBridge', async () => {
    const configuration = await s3.send(new GetBucketNotificationConfigurationCommand({ Bucket }));

    expect(configuration.EventBridgeConfiguration).toEqual({});
  });

  it('gives back what was put, whole and in ranges', async () => {
    await s3.send(new PutObjectCommand({ Bucket, Key: 'read', Body: '0123456789' }));

    const whole = await s3.send(new GetObjectCommand({ Bucket, Key: 'read' }));
    const range = await s3.send(new GetObjectCommand({ Bucket, Key: 'read', Range: 'bytes=2-4' }));
    const head = await s3.send(new HeadObjectCommand({ Bucket, Key: 'read' }));

    expect([await whole.Body?.transformToString(), await range.Body?.transformToString(), head.ContentLength]).toEqual(['0123456789', '234', 10]);
  });
});

const strange = [
  ['spaces', ' two  spaces '],
  ['a plus and a percent sign', 'a+b%20c%2F'],
  ['accents, snow and an emoji', 'ü☃😀'],
  ['steps upwards', '../../other'],
  ['empty and single-dot folders', 'a//b/./c'],
  ['a line feed', 'new\nline'],
  ['a carriage return', 'new\r\nline'],
  ['control characters', 'bell\u0007\u001b[31m'],
  ['markup', '<script>alert("&amp;")</script>'],
  ['what a shell or an address would read', ';rm -rf $(x)`?versionId=1#\\'],
] as const;

describe('a key with', () => {
  for (const [what, name] of strange) {
    it(`${what} is stored, told, found and listed as it is`, async () => {
      const Key = `keys/${what}/${name}.csv`;

      const { VersionId } = await s3.send(new PutObjectCommand({ Bucket, Key, Body: 'a,b\n1,2\n' }));
      const read = await s3.send(new GetObjectCommand({ Bucket, Key, VersionId }));
      const listed = await s3Datasets(Bucket, s3).list(`keys/${what}/`, 10);

      expect(world.happenings.at(-1)?.detail).toMatchObject({ object: { key: Key, 'version-id': VersionId } });
      expect(await read.Body?.transformToString()).toBe('a,b\n1,2\n');
      expect((await s3.send(new HeadObjectCommand({ Bucket, Key }))).VersionId).toBe(VersionId);
      expect(listed.map(({ key }) => key)).toEqual([Key]);
    });
  }
});

it('a key takes 1,024 bytes, and more are refused as S3 does', async () => {
  const longest = `${'ü'.repeat(510)}.csv`;

  await expect(s3.send(new PutObjectCommand({ Bucket, Key: longest, Body: 'a' }))).resolves.toHaveProperty('VersionId');
  await expect(s3.send(new PutObjectCommand({ Bucket, Key: `${longest}x`, Body: 'a' }))).rejects.toMatchObject({ name: 'KeyTooLongError' });
});
