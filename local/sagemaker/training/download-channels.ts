import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { S3Client } from '@aws-sdk/client-s3';
import { noObjects, storageFailure } from '../jobs/job-failure.ts';
import type { JobFolder } from '../jobs/job-folder.ts';
import { downloadPrefix } from '../jobs/job-storage.ts';
import type { TrainingJob } from './training-job.ts';

/** Every channel has its folder under input/data; one without any object fails the job before it trains on nothing. */
export async function downloadChannels(client: S3Client, job: TrainingJob, { base }: JobFolder, region: string): Promise<void> {
  for (const { ChannelName, DataSource } of job.request.InputDataConfig ?? []) {
    const uri = DataSource.S3DataSource.S3Uri;
    const to = join(base, 'input', 'data', ChannelName);
    await mkdir(to, { recursive: true });
    const count = await downloadPrefix(client, { from: uri, to, stop: job.interrupted }).catch((error) => {
      job.interrupted.throwIfAborted();
      throw storageFailure('Data download failed', uri, error);
    });
    if (count === 0) throw noObjects(uri, { roleArn: job.request.RoleArn, region });
  }
}
