import { keyArnOf } from '../../iam/needs/need.ts';
import { AwsError, type CloudSettings, type Identity, type Permissions } from '../../plane.ts';
import { JobFailure } from './job-failure.ts';

/** Families whose drives are their own: SageMaker takes no key of ours for them. */
const OWN_DRIVES = /^ml\.(g\d\w*|p3dn|p[4-9][\w-]*|trn\w*|[a-z]+\d+[a-z]*d)\./;

/** What SageMaker says to a key for drives that take none. */
export function volumeKeyFault({ VolumeKmsKeyId, InstanceType }: { readonly VolumeKmsKeyId?: string | undefined; readonly InstanceType: string }) {
  return VolumeKmsKeyId !== undefined && OWN_DRIVES.test(InstanceType)
    ? `VolumeKmsKeyId is not supported with instance type ${InstanceType}: its local storage is encrypted using a hardware module on the instance.`
    : undefined;
}

/** A volume encrypted with a key of ours needs a grant on it, which the platform makes as the job's role. */
export function authorizeVolume(
  key: string | undefined,
  identity: Identity,
  { permissions, settings }: { readonly permissions: Permissions; readonly settings: CloudSettings },
): void {
  const arn = keyArnOf(settings, key);
  if (!arn) return;
  try {
    permissions.authorize(identity, 'kms:CreateGrant', arn, { 'kms:GrantIsForAWSResource': 'true' });
  } catch (error) {
    if (error instanceof AwsError) throw new JobFailure('ClientError', error.message, { cause: error });
    throw error;
  }
}
