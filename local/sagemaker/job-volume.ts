import { AwsError, type CloudSettings, type Permissions } from '../plane.ts';
import type { Session } from './admit-job.ts';
import { TrainingFailure } from './training-failure.ts';
import type { TrainingJob } from './training-job.ts';

/** A volume encrypted with a key of ours needs a grant on it, which the platform makes as the job's role. */
export function authorizeVolume(
  job: TrainingJob,
  { identity }: Session,
  { permissions, settings }: { readonly permissions: Permissions; readonly settings: CloudSettings },
): void {
  const key = job.request.ResourceConfig.VolumeKmsKeyId;
  if (!key) return;
  const arn = key.startsWith('arn:') ? key : `arn:aws:kms:${settings.region}:${settings.account}:${key.startsWith('alias/') ? key : `key/${key}`}`;
  try {
    permissions.authorize(identity, 'kms:CreateGrant', arn, { 'kms:GrantIsForAWSResource': 'true' });
  } catch (error) {
    if (error instanceof AwsError) throw new TrainingFailure('ClientError', error.message, { cause: error });
    throw error;
  }
}
