import { beforeAll, describe, expect, it } from '@jest/globals';
import { z } from 'zod';
import { rangeKey } from '../../core/range-files.ts';
import { type Compiled, compile, Policy, type Statement } from './compiled.ts';

const Facts = z.record(z.string(), z.unknown());
const Role = z.object({
  Policies: z.array(z.union([z.object({ PolicyName: z.string(), PolicyDocument: Policy }), z.object({ 'Fn::If': z.array(z.unknown()) })])),
});

/** Where AWS knows no resource level; each has its reason beside it in infrastructure/. */
const WITHOUT_RESOURCE_LEVEL = [
  'logs',
  'xray',
  'cloudwatch:PutMetricData',
  'cloudwatch:DescribeAlarms',
  'ecr:GetAuthorizationToken',
  'sagemaker:ListModelPackages',
];

describe('what the functions stand on', () => {
  let compiled: Compiled;
  let statements: readonly (Statement & { readonly role: string })[];
  beforeAll(async () => {
    compiled = await compile();
    statements = compiled
      .of('AWS::IAM::Role', Role)
      .flatMap(({ id, properties }) =>
        properties.Policies.flatMap((policy) => ('PolicyDocument' in policy ? policy.PolicyDocument.Statement.map((one) => ({ ...one, role: id })) : [])),
      );
  });

  it('allows no action by a wildcard', () => {
    const actions = Object.values(compiled.template.Resources).flatMap(({ Properties }) => allowedIn(Properties));

    expect(actions.length).toBeGreaterThan(50);
    expect(actions.filter((action) => action.includes('*'))).toEqual([]);
  });

  it('names every resource that AWS lets it name', () => {
    const wide = statements.filter(({ Resource }) => Resource?.includes('*'));

    for (const { Action } of wide) for (const action of Action) expect(WITHOUT_RESOURCE_LEVEL.some((known) => action.startsWith(known))).toBe(true);
  });

  it('shares no role between functions and leaves none unused', () => {
    const used = JSON.stringify(Object.values(compiled.template.Resources).map(({ Properties }) => Properties));

    for (const { id } of compiled.of('AWS::IAM::Role', Facts)) expect(used).toMatch(new RegExp(`\\$\\{${id}\\.Arn\\}|"${id}","Arn"`));
  });

  it('keeps every bucket versioned, encrypted with our key, private and tidy', () => {
    const buckets = compiled.of('AWS::S3::Bucket', Facts);

    expect(buckets.map(({ id }) => id)).toEqual(['ServerlessDeploymentBucket', 'ArtifactsBucket', 'DataBucket', 'ConfigBucket']);
    for (const { properties } of buckets)
      expect(properties).toMatchObject({
        VersioningConfiguration: { Status: 'Enabled' },
        OwnershipControls: { Rules: [{ ObjectOwnership: 'BucketOwnerEnforced' }] },
        PublicAccessBlockConfiguration: { BlockPublicAcls: true, BlockPublicPolicy: true, IgnorePublicAcls: true, RestrictPublicBuckets: true },
        BucketEncryption: {
          ServerSideEncryptionConfiguration: [
            { ServerSideEncryptionByDefault: { SSEAlgorithm: 'aws:kms', KMSMasterKeyID: { 'Fn::GetAtt': ['DataKey', 'Arn'] } } },
          ],
        },
        LifecycleConfiguration: { Rules: expect.arrayContaining([expect.objectContaining({ Id: 'abandoned-uploads' })]) },
      });
  });

  it('deletes within days what reading in ranges has left, which holds values of the file', () => {
    const [artifacts] = compiled.of('AWS::S3::Bucket', Facts).filter(({ id }) => id === 'ArtifactsBucket');

    expect(artifacts?.properties['LifecycleConfiguration']).toMatchObject({
      Rules: expect.arrayContaining([
        expect.objectContaining({ Prefix: rangeKey({ project: '', run: '' }, '').split('/')[0]?.concat('/'), ExpirationInDays: 7 }),
      ]),
    });
  });

  it('lets nothing into or out of a bucket but over TLS', () => {
    const guarded = compiled.of('AWS::S3::BucketPolicy', z.object({ Bucket: z.object({ Ref: z.string() }), PolicyDocument: Policy }));
    const denials = guarded.flatMap(({ properties }) =>
      properties.PolicyDocument.Statement.map(({ Effect, Action, Condition }) => ({ Effect, Action, refused: JSON.stringify(Condition) })),
    );

    expect(guarded.map(({ properties }) => properties.Bucket.Ref).sort()).toEqual([
      'ArtifactsBucket',
      'ConfigBucket',
      'DataBucket',
      'ServerlessDeploymentBucket',
    ]);
    for (const denial of denials) expect(denial).toEqual({ Effect: 'Deny', Action: ['s3:*'], refused: expect.stringMatching(/aws:SecureTransport":"?false/) });
  });

  it('announces what arrives, never what a run makes', () => {
    const announcing = compiled.of('AWS::S3::Bucket', Facts).filter(({ properties }) => properties['NotificationConfiguration'] !== undefined);

    expect(announcing.map(({ id }) => id)).toEqual(['DataBucket', 'ConfigBucket']);
  });

  it('keeps records on demand, recoverable, encrypted and safe from deletion', () => {
    const [table] = compiled.of('AWS::DynamoDB::Table', Facts);

    expect(table?.properties).toMatchObject({
      BillingMode: 'PAY_PER_REQUEST',
      PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true },
      SSESpecification: { SSEEnabled: true },
      DeletionProtectionEnabled: true,
    });
  });

  it('retains what cannot be made again', () => {
    const retained = Object.entries(compiled.template.Resources).filter(([, { DeletionPolicy }]) => DeletionPolicy === 'Retain');

    expect(retained.map(([id]) => id).sort()).toEqual([
      'ArtifactsBucket',
      'ConfigBucket',
      'DataBucket',
      'DataKey',
      'FailedEvents',
      'Records',
      'TrainingImages',
    ]);
  });
});

/** Denials may be as wide as they like. */
function allowedIn(value: unknown): readonly string[] {
  if (Array.isArray(value)) return value.flatMap(allowedIn);
  if (typeof value !== 'object' || value === null) return [];
  if ('Effect' in value && 'Action' in value) return value.Effect === 'Allow' ? [value.Action].flat().map(String) : [];
  return Object.values(value).flatMap(allowedIn);
}
