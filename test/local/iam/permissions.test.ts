import { describe, expect, it } from '@jest/globals';
import { createPermissions, type KeyedPermissions } from '../../../local/iam/permissions.ts';
import type { Facts, Identity } from '../../../local/plane.ts';

const ROLE = 'arn:aws:iam::123456789012:role/nacre-dev-acceptDataset';
const BUCKET = 'arn:aws:s3:::nacre-dev-data-123456789012-eu-west-1';
const KEY = 'arn:aws:kms:eu-west-1:123456789012:key/1234';
const trust = { Statement: [{ Effect: 'Allow', Principal: { Service: 'lambda.amazonaws.com' }, Action: 'sts:AssumeRole' }] };

function having(...statements: readonly Facts[]): { readonly permissions: KeyedPermissions; readonly identity: Identity } {
  const permissions = createPermissions({ account: '123456789012', region: 'eu-west-1' });
  permissions.defineRole({ arn: ROLE, trust, policies: [{ name: 'main', document: { Statement: statements } }] });
  return { permissions, identity: permissions.assume(ROLE, 'lambda.amazonaws.com', 'acceptDataset').identity };
}

describe('policies of a role', () => {
  it('allow what a statement names and count the statement', () => {
    const { permissions, identity } = having({ Sid: 'Read', Effect: 'Allow', Action: 's3:Get*', Resource: `${BUCKET}/*/datasets/*` });

    permissions.authorize(identity, 's3:GetObject', `${BUCKET}/abalone/datasets/a.csv`);

    expect(permissions.usage().statements).toContainEqual({
      owner: ROLE,
      policy: 'main',
      index: 0,
      sid: 'Read',
      effect: 'Allow',
      allowed: 1,
      actions: { 's3:Get*': 1 },
    });
  });

  it('deny the rest in the words of AWS and remember the denial', () => {
    const { permissions, identity } = having({ Effect: 'Allow', Action: 's3:GetObject', Resource: `${BUCKET}/*` });

    expect(() => permissions.authorize(identity, 's3:PutObject', `${BUCKET}/a.csv`)).toThrow(
      `User: arn:aws:sts::123456789012:assumed-role/nacre-dev-acceptDataset/acceptDataset is not authorized to perform: s3:PutObject on resource: "${BUCKET}/a.csv" because no identity-based policy allows the s3:PutObject action`,
    );
    expect(permissions.usage().denials).toMatchObject([{ action: 's3:PutObject', resource: `${BUCKET}/a.csv` }]);
  });

  it('let an explicit deny win over an allow', () => {
    const { permissions, identity } = having({ Effect: 'Allow', Action: '*', Resource: '*' }, { Effect: 'Deny', NotAction: 's3:*', Resource: '*' });

    permissions.authorize(identity, 's3:PutObject', `${BUCKET}/a.csv`);

    expect(() => permissions.authorize(identity, 'dynamodb:PutItem', 'arn:aws:dynamodb:eu-west-1:123456789012:table/t')).toThrow(
      'with an explicit deny in an identity-based policy',
    );
  });

  it.each([
    ['StringEquals', 'aws:SourceAccount', '123456789012', true],
    ['StringEquals', 'aws:SourceAccount', '999999999999', false],
    ['StringNotEquals', 'aws:SourceAccount', '123456789012', false],
    ['StringNotEquals', 's3:prefix', 'x', true],
    ['StringLikeIfExists', 's3:prefix', 'x*', true],
    ['StringLike', 's3:prefix', 'x*', false],
    ['Null', 's3:prefix', 'true', true],
    ['Bool', 'aws:SecureTransport', 'true', true],
    ['Bool', 'aws:SecureTransport', 'false', false],
    ['IpAddress', 'aws:SourceIp', '127.0.0.0/8', true],
    ['NotIpAddress', 'aws:SourceIp', '127.0.0.0/8', false],
    ['ArnLike', 'aws:PrincipalArn', 'arn:aws:iam::*:role/nacre-*', true],
    ['ArnNotLike', 'aws:PrincipalArn', 'arn:aws:iam::*:role/nacre-*', false],
    ['ForAllValues:StringEquals', 'aws:TagKeys', 'nacre:run', true],
    ['ForAnyValue:StringEquals', 'aws:TagKeys', 'nacre:run', false],
    ['NumericLessThan', 'aws:EpochTime', '1', false],
    ['StringEquals', 'aws:PrincipalArn', `$\{aws:PrincipalArn}`, true],
  ])('understand the condition %s on %s with %s', (operator, key, value, allowed) => {
    const { permissions, identity } = having({ Effect: 'Allow', Action: '*', Resource: '*', Condition: { [operator]: { [key]: value } } });

    expect(permissions.permits(identity, 's3:GetObject', `${BUCKET}/a`, { 'aws:SourceAccount': '123456789012' })).toBe(allowed);
  });

  it.each([
    ['StringSortOfEquals', 'aws:SourceArn', 'condition operator'],
    ['StringEquals', 'aws:MultiFactorAuthAge', 'condition key'],
  ])('are refused when defined with %s on %s', (operator, key, words) => {
    expect(() => having({ Effect: 'Allow', Action: '*', Resource: '*', Condition: { [operator]: { [key]: 'x' } } })).toThrow(words);
  });

  it('are refused when a member is misspelt', () => {
    expect(() => having({ Effect: 'Allow', Actions: '*', Resource: '*' })).toThrow('is not a policy document');
  });
});

describe('policies of a resource', () => {
  const deny = {
    Effect: 'Deny',
    Principal: '*',
    Action: 's3:*',
    Resource: [BUCKET, `${BUCKET}/*`],
    Condition: { StringNotEqualsIfExists: { 's3:x-amz-server-side-encryption': 'aws:kms' } },
  };

  it('bind the operator too', () => {
    const { permissions } = having();
    permissions.definePolicyOf(BUCKET, { Statement: [deny] });
    const { identity } = permissions.operator;

    permissions.authorize(identity, 's3:PutObject', `${BUCKET}/a`, { 's3:x-amz-server-side-encryption': 'aws:kms' });

    expect(() => permissions.authorize(identity, 's3:PutObject', `${BUCKET}/a`, { 's3:x-amz-server-side-encryption': 'AES256' })).toThrow(
      'with an explicit deny in a resource-based policy',
    );
  });

  it('open a queue to the service that they name, and to no other', () => {
    const queue = 'arn:aws:sqs:eu-west-1:123456789012:dead';
    const { permissions } = having();
    permissions.definePolicyOf(queue, {
      Statement: [
        {
          Effect: 'Allow',
          Principal: { Service: 'events.amazonaws.com' },
          Action: 'sqs:SendMessage',
          Resource: queue,
          Condition: { ArnEquals: { 'aws:SourceArn': 'arn:aws:events:eu-west-1:123456789012:rule/r' } },
        },
      ],
    });

    permissions.authorizeService('events.amazonaws.com', 'sqs:SendMessage', queue, { 'aws:SourceArn': 'arn:aws:events:eu-west-1:123456789012:rule/r' });

    expect(() =>
      permissions.authorizeService('events.amazonaws.com', 'sqs:SendMessage', queue, { 'aws:SourceArn': 'arn:aws:events:eu-west-1:123456789012:rule/other' }),
    ).toThrow('no resource-based policy allows');
    expect(() => permissions.authorizeService('scheduler.amazonaws.com', 'sqs:SendMessage', queue)).toThrow('no resource-based policy allows');
  });

  it('of a key decide even where the role is allowed', () => {
    const { permissions, identity } = having({ Effect: 'Allow', Action: 'kms:Decrypt', Resource: KEY });

    permissions.definePolicyOf(KEY, {
      Statement: [{ Effect: 'Allow', Principal: { AWS: 'arn:aws:iam::123456789012:role/other' }, Action: 'kms:*', Resource: '*' }],
    });
    expect(() => permissions.authorize(identity, 'kms:Decrypt', KEY)).toThrow('no resource-based policy allows the kms:Decrypt action');

    permissions.definePolicyOf(KEY, { Statement: [{ Effect: 'Allow', Principal: { AWS: 'arn:aws:iam::123456789012:root' }, Action: 'kms:*', Resource: '*' }] });
    permissions.authorize(identity, 'kms:Decrypt', KEY);
    expect(() => permissions.authorize(identity, 'kms:Encrypt', KEY)).toThrow('no identity-based policy allows the kms:Encrypt action');
  });
});

describe('sessions', () => {
  it('are given to the service that the trust policy names, and to no other', () => {
    const { permissions, identity } = having();

    expect(identity.arn).toBe('arn:aws:sts::123456789012:assumed-role/nacre-dev-acceptDataset/acceptDataset');
    expect(() => permissions.assume(ROLE, 'states.amazonaws.com', 's')).toThrow('User: states.amazonaws.com is not authorized to perform: sts:AssumeRole');
  });

  it('are found again by their access key', () => {
    const { permissions } = having();
    const { credentials, identity } = permissions.assume(ROLE, 'lambda.amazonaws.com', 'two');

    expect(permissions.identityOf(credentials.accessKeyId)).toEqual(identity);
    expect(permissions.identityOf('AKIAUNKNOWN')).toBeUndefined();
  });
});
