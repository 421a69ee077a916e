import { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import { CloudWatchLogsClient } from '@aws-sdk/client-cloudwatch-logs';
import { S3Client } from '@aws-sdk/client-s3';
import type { CloudSettings, Credentials } from '../../plane.ts';

export type RoleClients = { readonly s3: S3Client; readonly logs: CloudWatchLogsClient; readonly cloudwatch: CloudWatchClient; close(): void };

/** What the platform does for a job goes through the gateway as the job's role, as in AWS. */
export function roleClients({ endpoint, region }: Pick<CloudSettings, 'endpoint' | 'region'>, credentials: Credentials): RoleClients {
  const settings = { endpoint, region, credentials, maxAttempts: 3 };
  const clients = {
    s3: new S3Client({ ...settings, forcePathStyle: true }),
    logs: new CloudWatchLogsClient(settings),
    cloudwatch: new CloudWatchClient(settings),
  };
  return {
    ...clients,
    close: () => {
      for (const client of Object.values(clients)) client.destroy();
    },
  };
}
