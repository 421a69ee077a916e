/**
 * The condition keys that the laptop cloud fills in for a request. A policy that asks for another one is refused when it is
 * defined: its condition would silently never (or always) hold, and the laptop would disagree with AWS.
 */
export function isKnownKey(key: string): boolean {
  return KNOWN.some((known) =>
    known.endsWith('/') || known.endsWith(':') ? key.toLowerCase().startsWith(known.toLowerCase()) : key.toLowerCase() === known.toLowerCase(),
  );
}

const KNOWN: readonly string[] = [
  'aws:CurrentTime',
  'aws:EpochTime',
  'aws:PrincipalAccount',
  'aws:PrincipalArn',
  'aws:PrincipalIsAWSService',
  'aws:PrincipalServiceName',
  'aws:PrincipalType',
  'aws:RequestedRegion',
  'aws:RequestTag/',
  'aws:ResourceAccount',
  'aws:SecureTransport',
  'aws:SourceAccount',
  'aws:SourceArn',
  'aws:SourceIp',
  'aws:TagKeys',
  'aws:userid',
  'aws:username',
  'aws:ViaAWSService',
  'cloudwatch:namespace',
  'dynamodb:EnclosingOperation',
  'events:detail-type',
  'events:source',
  'iam:PassedToService',
  'kms:CallerAccount',
  'kms:EncryptionContext:',
  'kms:GrantIsForAWSResource',
  'kms:ViaService',
  's3:delimiter',
  's3:prefix',
  's3:VersionId',
  's3:x-amz-copy-source',
  's3:x-amz-server-side-encryption',
  's3:x-amz-server-side-encryption-aws-kms-key-id',
  'sagemaker:InstanceTypes',
  'sagemaker:ModelArn',
  'sagemaker:NetworkIsolation',
  'sagemaker:OutputKmsKey',
  'sagemaker:VolumeKmsKey',
  'ses:FromAddress',
  'ses:Recipients',
];
