import { createReadStream } from 'node:fs';
import { mkdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { S3Client } from '@aws-sdk/client-s3';
import { storageFailure } from '../jobs/job-failure.ts';
import { inContainer, type JobFolder } from '../jobs/job-folder.ts';
import { downloadPrefix, upload } from '../jobs/job-storage.ts';
import type { TrainingJob } from './training-job.ts';
import { pathsUnder } from './upload-output.ts';

const EVERY_MS = 5000;

/** Brings back what an earlier job left at the same address. */
export async function restoreCheckpoints(client: S3Client, job: TrainingJob, folder: JobFolder): Promise<void> {
  const config = job.request.CheckpointConfig;
  if (config === undefined) return;
  const to = localPath(job, folder);
  await mkdir(to, { recursive: true });
  await downloadPrefix(client, { from: withSlash(config.S3Uri), to, stop: job.interrupted }).catch((error) => {
    job.interrupted.throwIfAborted();
    throw storageFailure('Data download failed', config.S3Uri, error);
  });
}

/** Uploads what changed, every few seconds and once more at the end (`finish`), so that a killed job loses little. */
export function keepCheckpoints(client: S3Client, job: TrainingJob, folder: JobFolder): { finish(): Promise<void> } {
  const config = job.request.CheckpointConfig;
  if (config === undefined) return { finish: async () => undefined };
  const kept = new Map<string, number>();
  const keep = async () => {
    const from = localPath(job, folder);
    for (const path of await pathsUnder(from, '')) {
      const { mtimeMs } = await stat(join(from, path));
      if (kept.get(path) === mtimeMs) continue;
      await upload(client, { body: createReadStream(join(from, path)), to: withSlash(config.S3Uri) + path, kmsKeyId: job.request.OutputDataConfig.KmsKeyId });
      kept.set(path, mtimeMs);
    }
  };
  let last = Promise.resolve();
  const timer = setInterval(() => {
    last = last.then(keep).catch(() => undefined);
  }, EVERY_MS);
  return {
    finish: async () => {
      clearInterval(timer);
      await last;
      await keep().catch((error) => {
        throw storageFailure('Artifact upload failed', config.S3Uri, error);
      });
    },
  };
}

function localPath(job: TrainingJob, folder: JobFolder): string {
  return inContainer(folder, job.request.CheckpointConfig?.LocalPath ?? '/opt/ml/checkpoints');
}

const withSlash = (uri: string) => (uri.endsWith('/') ? uri : `${uri}/`);
