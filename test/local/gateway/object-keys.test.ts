import {
  CreateBucketCommand,
  GetObjectCommand,
  HeadObjectCommand,
  PutBucketNotificationConfigurationCommand,
  PutBucketVersioningCommand,
  PutObjectCommand,
  S3Client,
} from '@aws-sdk/client-s3';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { s3Datasets } from '../../../adapters/datasets.ts';
import { type GatewayWorld, startGatewayWorld } from './gateway-world.ts';

const Bucket = 'nacre-dev-data-123456789012-eu-west-1';
let world: GatewayWorld;
let s3: S3Client;

beforeAll(async () => {
  world = await startGatewayWorld();
  s3 = new S3Client(world.client());
  await s3.send(new CreateBucketCommand({ Bucket, CreateBucketConfiguration: { LocationConstraint: 'eu-west-1' } }));
  await s3.send(new PutBucketVersioningCommand({ Bucket, VersioningConfiguration: { Status: 'Enabled' } }));
  await s3.send(new PutBucketNotificationConfigurationCommand({ Bucket, NotificationConfiguration: { EventBridgeConfiguration: {} } }));
});

afterAll(async () => {
  s3?.destroy();
  await world?.close();
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

it('takes a key of 1,024 bytes and refuses a longer one as S3 does', async () => {
  const longest = `${'ü'.repeat(510)}.csv`;

  await expect(s3.send(new PutObjectCommand({ Bucket, Key: longest, Body: 'a' }))).resolves.toHaveProperty('VersionId');
  await expect(s3.send(new PutObjectCommand({ Bucket, Key: `${longest}x`, Body: 'a' }))).rejects.toMatchObject({ name: 'KeyTooLongError' });
});
