import { CreateBucketCommand, DeleteObjectCommand, PutBucketVersioningCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { s3Datasets } from '../../adapters/datasets.ts';
import { startMoto } from './moto-server.ts';

const Bucket = 'nacre-dev-data-123456789012-eu-west-1';

let moto: Awaited<ReturnType<typeof startMoto>>;
let client: S3Client;

beforeAll(async () => {
  moto = await startMoto();
  client = new S3Client(moto.client);
  await client.send(new CreateBucketCommand({ Bucket, CreateBucketConfiguration: { LocationConstraint: 'eu-west-1' } }));
  await client.send(new PutBucketVersioningCommand({ Bucket, VersioningConfiguration: { Status: 'Enabled' } }));
});
afterAll(async () => {
  client.destroy();
  await moto.stop();
});

it('pages through the newest version of every key, whatever it is called', async () => {
  const odd = ['a/1+1 100%.csv', 'a/größe 数据.csv', 'a/😀.csv', 'a/שלום.csv'];
  const plain = ['b/1.csv', 'b/2.csv', 'b/3.csv'];
  for (const Key of [...odd, ...plain, 'c/gone.csv']) await client.send(new PutObjectCommand({ Bucket, Key, Body: '1' }));
  const { VersionId } = await client.send(new PutObjectCommand({ Bucket, Key: odd[0], Body: '22' }));
  await client.send(new DeleteObjectCommand({ Bucket, Key: 'c/gone.csv' }));

  const datasets = s3Datasets(Bucket, client, 5);
  const first = await datasets.page();
  const second = await datasets.page(first.next);

  expect([...first.objects, ...second.objects].map(({ key }) => key).toSorted()).toEqual([...odd, ...plain].toSorted());
  expect(first.objects.find(({ key }) => key === odd[0])).toEqual({
    ...{ bucket: Bucket, key: odd[0], versionId: VersionId, size: 2 },
    lastModified: expect.stringMatching(/Z$/),
  });
  expect(second.next).toBeUndefined();
});
