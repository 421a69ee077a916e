import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { S3Client } from '@aws-sdk/client-s3';
import type { JobFolder } from './job-folder.ts';
import { downloadPrefix } from './job-storage.ts';
import { splitS3Uri } from './s3-uri.ts';
import { storageFailure, TrainingFailure } from './training-failure.ts';
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
    if (count === 0) throw noObjects(uri, job.request.RoleArn, region);
  }
}

function noObjects(uri: string, roleArn: string, region: string): TrainingFailure {
  return new TrainingFailure(
    'ClientError',
    `Data download failed:No S3 objects found under S3 URL "${uri}" given in input data source. Please ensure that the bucket exists in the selected region (${region}), that objects exist under that S3 prefix, and that the role "${roleArn}" has "s3:ListBucket" permissions on bucket "${splitS3Uri(uri).bucket}".`,
  );
}
