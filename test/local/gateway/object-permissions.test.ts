import {
  CopyObjectCommand,
  CreateBucketCommand,
  DeleteBucketPolicyCommand,
  DeleteObjectsCommand,
  GetBucketPolicyCommand,
  GetObjectCommand,
  HeadObjectCommand,
  ListObjectsV2Command,
  PutBucketEncryptionCommand,
  PutBucketPolicyCommand,
  PutBucketVersioningCommand,
  PutObjectCommand,
  S3Client,
} from '@aws-sdk/client-s3';
import { Upload } from '@aws-sdk/lib-storage';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Facts } from '../../../local/plane.ts';
import { type GatewayWorld, startGatewayWorld } from './gateway-world.ts';

const Bucket = 'sealed';
const ARN = 'arn:aws:s3:::sealed';
const everything = { Effect: 'Allow', Action: 's3:*', Resource: '*' };
let world: GatewayWorld;
let operator: S3Client;
let key: string;
let version: string | undefined;

beforeAll(async () => {
  world = await startGatewayWorld();
  operator = new S3Client(world.client());
  const policy = JSON.stringify({ Statement: [{ Effect: 'Allow', Principal: { AWS: 'arn:aws:iam::123456789012:root' }, Action: 'kms:*', Resource: '*' }] });
  key = String(await world.python(`print(json.dumps(client("kms").create_key(Policy='${policy}')["KeyMetadata"]["Arn"]))`));
  await operator.send(new CreateBucketCommand({ Bucket, CreateBucketConfiguration: { LocationConstraint: 'eu-west-1' } }));
  await operator.send(new PutBucketVersioningCommand({ Bucket, VersioningConfiguration: { Status: 'Enabled' } }));
  const rule = { ApplyServerSideEncryptionByDefault: { SSEAlgorithm: 'aws:kms' as const, KMSMasterKeyID: key }, BucketKeyEnabled: true };
  await operator.send(new PutBucketEncryptionCommand({ Bucket, ServerSideEncryptionConfiguration: { Rules: [rule] } }));
  version = (await operator.send(new PutObjectCommand({ Bucket, Key: 'a/one', Body: '1' }))).VersionId;
});

afterAll(() => world.close());

let roles = 0;
const as = (...statements: readonly Facts[]) => new S3Client(world.client(world.role(`role-${++roles}`, ...statements)));
const decrypt = () => ({ Effect: 'Allow', Action: 'kms:Decrypt', Resource: key });

describe('an object under a key', () => {
  it('is read only by who may decrypt', async () => {
    await expect(as(everything).send(new GetObjectCommand({ Bucket, Key: 'a/one' }))).rejects.toMatchObject({
      name: 'AccessDenied',
      message: expect.stringContaining(
        `is not authorized to perform: kms:Decrypt on resource: ${key} because no identity-based policy allows the kms:Decrypt action`,
      ),
    });
    await expect(as(everything, decrypt()).send(new GetObjectCommand({ Bucket, Key: 'a/one' }))).resolves.toBeDefined();
  });

  it('is written only by who may make data keys, in one piece, in parts and as a copy', async () => {
    const writer = as(everything, decrypt(), {
      Effect: 'Allow',
      Action: 'kms:GenerateDataKey',
      Resource: key,
      Condition: { StringEquals: { 'kms:ViaService': 's3.eu-west-1.amazonaws.com' } },
    });
    const put = (client: S3Client) => client.send(new PutObjectCommand({ Bucket, Key: 'a/two', Body: '2' }));
    const copy = (client: S3Client) => client.send(new CopyObjectCommand({ Bucket, Key: 'a/three', CopySource: `${Bucket}/a/one` }));
    const upload = (client: S3Client) => new Upload({ client, params: { Bucket, Key: 'a/parts', Body: Buffer.alloc(6_000_000) } }).done();

    for (const write of [put, copy, upload]) {
      await write(writer);
      await expect(write(as(everything, decrypt()))).rejects.toThrow('kms:GenerateDataKey');
    }
  });
});

describe('a role', () => {
  it('needs another permission for a version than for the current object', async () => {
    const reader = as(decrypt(), { Effect: 'Allow', Action: 's3:GetObject', Resource: `${ARN}/a/*` });

    await reader.send(new GetObjectCommand({ Bucket, Key: 'a/one' }));

    await expect(reader.send(new GetObjectCommand({ Bucket, Key: 'a/one', VersionId: version ?? '' }))).rejects.toThrow('s3:GetObjectVersion');
  });

  it('does not learn what is missing unless it may list the bucket', async () => {
    const get = { Effect: 'Allow', Action: 's3:GetObject', Resource: `${ARN}/*` };
    const list = { Effect: 'Allow', Action: 's3:ListBucket', Resource: ARN };

    await expect(as(get).send(new HeadObjectCommand({ Bucket, Key: 'missing' }))).rejects.toMatchObject({ $metadata: { httpStatusCode: 403 } });
    await expect(as(get, list).send(new HeadObjectCommand({ Bucket, Key: 'missing' }))).rejects.toMatchObject({ $metadata: { httpStatusCode: 404 } });
  });

  it('lists only under the prefix that a condition names', async () => {
    const lister = as({ Effect: 'Allow', Action: 's3:ListBucket', Resource: ARN, Condition: { StringLike: { 's3:prefix': 'a/*' } } });

    await lister.send(new ListObjectsV2Command({ Bucket, Prefix: 'a/' }));

    await expect(lister.send(new ListObjectsV2Command({ Bucket, Prefix: 'b/' }))).rejects.toMatchObject({ name: 'AccessDenied' });
  });

  it('needs the permission to read the source of a copy', async () => {
    const copier = as({ Effect: 'Allow', Action: 's3:PutObject', Resource: '*' }, { Effect: 'Allow', Action: 'kms:*', Resource: key });

    await expect(copier.send(new CopyObjectCommand({ Bucket, Key: 'b/one', CopySource: `${Bucket}/a/one` }))).rejects.toThrow(
      'not authorized to perform: s3:GetObject on resource: "arn:aws:s3:::sealed/a/one"',
    );
  });

  it('deletes many at once only where it may delete each', async () => {
    const deleter = as({ Effect: 'Allow', Action: 's3:DeleteObject', Resource: `${ARN}/a/*` });

    await expect(deleter.send(new DeleteObjectsCommand({ Bucket, Delete: { Objects: [{ Key: 'a/two' }, { Key: 'b/two' }] } }))).rejects.toThrow(
      's3:DeleteObject',
    );
  });

  it('that may not upload is told before a large body has been sent', async () => {
    const { stderr } = await world.aws(['s3api', 'put-object', '--bucket', Bucket, '--key', 'x', '--body', '.venv/bin/python'], world.role('nobody'));

    expect(stderr).toContain(
      'An error occurred (AccessDenied) when calling the PutObject operation: User: arn:aws:sts::123456789012:assumed-role/nobody/nobody is not authorized',
    );
  });
});

describe('a bucket policy', () => {
  it('takes effect as it passes by, for the operator too', async () => {
    const Statement = [{ Effect: 'Deny', Principal: '*', Action: 's3:PutObject', Resource: `${ARN}/frozen/*` }];

    await operator.send(new PutBucketPolicyCommand({ Bucket, Policy: JSON.stringify({ Version: '2012-10-17', Statement }) }));

    await expect(operator.send(new PutObjectCommand({ Bucket, Key: 'frozen/a', Body: '1' }))).rejects.toThrow(
      'with an explicit deny in a resource-based policy',
    );
    await expect(operator.send(new PutObjectCommand({ Bucket, Key: 'free/a', Body: '1' }))).resolves.toBeDefined();
    expect(JSON.parse((await operator.send(new GetBucketPolicyCommand({ Bucket }))).Policy ?? '')).toEqual({ Version: '2012-10-17', Statement });
  });

  it('that denies plain HTTP denies nothing here, where TLS ends at the gateway', async () => {
    const Statement = [
      { Effect: 'Deny', Principal: '*', Action: 's3:*', Resource: [ARN, `${ARN}/*`], Condition: { Bool: { 'aws:SecureTransport': 'false' } } },
    ];

    await operator.send(new PutBucketPolicyCommand({ Bucket, Policy: JSON.stringify({ Statement }) }));

    await expect(operator.send(new PutObjectCommand({ Bucket, Key: 'frozen/a', Body: '1' }))).resolves.toBeDefined();
  });

  it('is gone once it is deleted', async () => {
    await operator.send(new DeleteBucketPolicyCommand({ Bucket }));

    await expect(operator.send(new GetBucketPolicyCommand({ Bucket }))).rejects.toMatchObject({ name: 'NoSuchBucketPolicy' });
  });

  it('that could not be enforced is refused', async () => {
    const Statement = [{ Effect: 'Deny', Principal: '*', Action: 's3:*', Resource: `${ARN}/*`, Condition: { Sometimes: { 'aws:SourceIp': 'x' } } }];

    const refused = operator.send(new PutBucketPolicyCommand({ Bucket, Policy: JSON.stringify({ Version: '2012-10-17', Statement }) }));

    await expect(refused).rejects.toMatchObject({ name: 'MalformedPolicy' });
  });
});
