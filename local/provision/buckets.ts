import {
  CreateBucketCommand,
  PutBucketEncryptionCommand,
  PutBucketLifecycleConfigurationCommand,
  PutBucketNotificationConfigurationCommand,
  PutBucketOwnershipControlsCommand,
  PutBucketPolicyCommand,
  PutBucketVersioningCommand,
  PutPublicAccessBlockCommand,
} from '@aws-sdk/client-s3';
import { z } from 'zod';
import { document } from './policy-document.ts';
import type { ProvisionedCloud } from './provision.ts';
import { boolean, kind, number } from './resource-kind.ts';
import { unlessThere } from './unless-there.ts';

const LifecycleRule = z.strictObject({
  Id: z.string(),
  Status: z.enum(['Enabled', 'Disabled']),
  AbortIncompleteMultipartUpload: z.strictObject({ DaysAfterInitiation: number }).optional(),
  Prefix: z.string().optional(),
  ExpirationInDays: number.optional(),
  NoncurrentVersionExpiration: z.strictObject({ NoncurrentDays: number }).optional(),
  ExpiredObjectDeleteMarker: boolean.optional(),
});

const EncryptionRule = z.strictObject({
  BucketKeyEnabled: boolean.optional(),
  ServerSideEncryptionByDefault: z.strictObject({ SSEAlgorithm: z.enum(['AES256', 'aws:kms']), KMSMasterKeyID: z.string().optional() }),
});

const Bucket = z.strictObject({
  BucketName: z.string().optional(),
  VersioningConfiguration: z.strictObject({ Status: z.enum(['Enabled', 'Suspended']) }).optional(),
  OwnershipControls: z.strictObject({ Rules: z.array(z.strictObject({ ObjectOwnership: z.literal('BucketOwnerEnforced') })) }).optional(),
  PublicAccessBlockConfiguration: z
    .strictObject({ BlockPublicAcls: boolean, BlockPublicPolicy: boolean, IgnorePublicAcls: boolean, RestrictPublicBuckets: boolean })
    .optional(),
  BucketEncryption: z.strictObject({ ServerSideEncryptionConfiguration: z.array(EncryptionRule) }).optional(),
  LifecycleConfiguration: z.strictObject({ Rules: z.array(LifecycleRule) }).optional(),
  NotificationConfiguration: z.strictObject({ EventBridgeConfiguration: z.strictObject({ EventBridgeEnabled: z.literal(true) }) }).optional(),
});
type Bucket = z.infer<typeof Bucket>;

/** Versions, events and the need for the key act; the other settings can be read back, but nothing expires or is ever public on a laptop. */
export const bucket = kind({
  type: 'AWS::S3::Bucket',
  properties: Bucket,
  recorded: ['OwnershipControls', 'PublicAccessBlockConfiguration', 'LifecycleConfiguration'],
  async create(properties, cloud, id) {
    const name = properties.BucketName ?? `${cloud.stack}-${id.toLowerCase()}`;
    await unlessThere(cloud.aws.s3.send(new CreateBucketCommand({ Bucket: name, ...place(cloud) })));
    await settle(name, properties, cloud);
    return { ref: name, attributes: { Arn: `arn:aws:s3:::${name}`, DomainName: `${name}.s3.amazonaws.com` } };
  },
});

export const bucketPolicy = kind({
  type: 'AWS::S3::BucketPolicy',
  properties: z.strictObject({ Bucket: z.string(), PolicyDocument: document }),
  async create({ Bucket: name, PolicyDocument }, { aws, planes }) {
    planes.permissions.definePolicyOf(`arn:aws:s3:::${name}`, PolicyDocument);
    await aws.s3.send(new PutBucketPolicyCommand({ Bucket: name, Policy: JSON.stringify(PolicyDocument) }));
    return { ref: `${name}-policy` };
  },
});

/** S3 names every region but its first. */
function place({ settings: { region } }: ProvisionedCloud) {
  if (region === 'us-east-1') return {};
  return { CreateBucketConfiguration: { LocationConstraint: z.enum(['eu-west-1', 'eu-central-1', 'us-west-2', 'us-east-2', 'ap-southeast-2']).parse(region) } };
}

async function settle(name: string, properties: Bucket, { aws: { s3 } }: ProvisionedCloud): Promise<void> {
  const { VersioningConfiguration, OwnershipControls, PublicAccessBlockConfiguration, BucketEncryption, LifecycleConfiguration } = properties;
  const of = { Bucket: name };
  if (VersioningConfiguration) await s3.send(new PutBucketVersioningCommand({ ...of, VersioningConfiguration }));
  if (OwnershipControls) await s3.send(new PutBucketOwnershipControlsCommand({ ...of, OwnershipControls }));
  if (PublicAccessBlockConfiguration) await s3.send(new PutPublicAccessBlockCommand({ ...of, PublicAccessBlockConfiguration }));
  if (BucketEncryption) {
    const Rules = BucketEncryption.ServerSideEncryptionConfiguration.map(({ BucketKeyEnabled, ServerSideEncryptionByDefault }) => ({
      BucketKeyEnabled,
      ApplyServerSideEncryptionByDefault: ServerSideEncryptionByDefault,
    }));
    await s3.send(new PutBucketEncryptionCommand({ ...of, ServerSideEncryptionConfiguration: { Rules } }));
  }
  if (LifecycleConfiguration) {
    const Rules = LifecycleConfiguration.Rules.map(asS3SaysIt);
    await s3.send(new PutBucketLifecycleConfigurationCommand({ ...of, LifecycleConfiguration: { Rules } }));
  }
  if (properties.NotificationConfiguration)
    await s3.send(new PutBucketNotificationConfigurationCommand({ ...of, NotificationConfiguration: { EventBridgeConfiguration: {} } }));
}

function asS3SaysIt({ Id, Prefix = '', ExpirationInDays: Days, ExpiredObjectDeleteMarker, ...rule }: z.infer<typeof LifecycleRule>) {
  const expiration = { ...(Days !== undefined && { Days }), ...(ExpiredObjectDeleteMarker !== undefined && { ExpiredObjectDeleteMarker }) };
  return { ...rule, ID: Id, Filter: { Prefix }, ...(Object.keys(expiration).length > 0 && { Expiration: expiration }) };
}
