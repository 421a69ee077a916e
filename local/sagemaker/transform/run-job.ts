import { randomBytes } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { JobFailure, noObjects, storageFailure } from '../jobs/job-failure.ts';
import { layOutFolder } from '../jobs/job-folder.ts';
import { openJobLog, shipLines } from '../jobs/job-log.ts';
import { upload } from '../jobs/job-storage.ts';
import { type Run, runJob, type Workplace } from '../jobs/run-job.ts';
import { pullImage } from '../jobs/surroundings.ts';
import { noData } from '../models/admit-model.ts';
import { extractModel } from './extract-model.ts';
import { inputObjects } from './input-objects.ts';
import { checkLimits, limitsOf } from './limits.ts';
import { awaitPing, executionParameters, type ModelServer, startServer } from './model-server.ts';
import { type Transformed, transformAll } from './transform-all.ts';
import type { TransformJob } from './transform-job.ts';

const LOG_GROUP = '/aws/sagemaker/TransformJobs';

export type TransformRun = Run & { readonly pingSeconds: number };

/** Takes a transform job to its end. Nothing is stored before every object has had its turn: a job that is stopped stores nothing. */
export function runTransform(job: TransformJob, run: TransformRun): Promise<void> {
  return runJob(job, run, (place) => work(job, place, run.pingSeconds));
}

async function work(job: TransformJob, place: Workplace, pingSeconds: number): Promise<() => void> {
  job.start();
  await prepare(job, place);
  const logs = openLogs(job, place);
  const server = await startServer(job, place, logs.log.line);
  const transformed = await serve(job, place, { server, pingSeconds, note: logs.note }).finally(async () => {
    await server.close();
    await logs.close();
  });
  job.interrupted.throwIfAborted();
  await store(job, place, transformed.results);
  if (transformed.failure) throw transformed.failure;
  return () => job.complete();
}

async function prepare({ model: { serving, roleArn }, interrupted }: TransformJob, { folder, clients, run }: Workplace): Promise<void> {
  const image = pullImage(serving.image, run.session, run);
  if (image === undefined) throw new JobFailure('ClientError', `Requested image ${serving.image} not found.`);
  await layOutFolder(folder, image, ['model']);
  const { dataUrl: url } = serving;
  if (url === undefined) return;
  const notThere = noData(url, roleArn, run.settings.region);
  await extractModel(clients.s3, { url, to: join(folder.base, 'model'), stop: interrupted, notThere });
}

type Serving = { readonly server: ModelServer; readonly pingSeconds: number; readonly note: (text: string) => void };

async function serve(job: TransformJob, { folder, clients, run }: Workplace, { server, pingSeconds, note }: Serving): Promise<Transformed> {
  await awaitPing(server, pingSeconds);
  job.limits = limitsOf(job.request, await executionParameters(server));
  checkLimits(job.limits);
  note(`MaxConcurrentTransforms=${job.limits.concurrent}, MaxPayloadInMB=${job.limits.payloadMB}, BatchStrategy=${job.limits.strategy}`);
  const { S3DataSource: source } = job.request.TransformInput.DataSource;
  const objects = await inputObjects(clients.s3, source, server.over).catch((error) => {
    server.over.throwIfAborted();
    throw error instanceof JobFailure ? error : storageFailure('Data download failed', source.S3Uri, error);
  });
  if (objects.length === 0) throw noObjects(source.S3Uri, { roleArn: job.model.roleArn, region: run.settings.region });
  const results = join(folder.root, 'results');
  await mkdir(results);
  return transformAll(objects, results, { job, server, s3: clients.s3, note });
}

/** A refused upload ends the job; what was stored before stays. */
async function store({ request: { TransformOutput: output }, kill }: TransformJob, { clients }: Workplace, results: Transformed['results']): Promise<void> {
  for (const { path, file } of results) {
    kill.throwIfAborted();
    const to = `${output.S3OutputPath.replace(/\/+$/, '')}/${path}.out`;
    await upload(clients.s3, { body: createReadStream(file), to, kmsKeyId: output.KmsKeyId }).catch((error) => {
      throw storageFailure('Artifact upload failed', to, error);
    });
  }
}

/** The server's own lines, and beside them what the platform notes of failed requests. */
function openLogs({ name }: TransformJob, { clients, run: { settings, session, tell } }: Workplace) {
  const stream = `${name}/i-${randomBytes(9).toString('hex').slice(0, 17)}-${Math.floor(Date.now() / 1000)}`;
  const place = { group: LOG_GROUP, stream, credentials: session.credentials, tell };
  const log = openJobLog(clients.logs, name, { ...place, folder: settings.folder });
  const notes = shipLines(clients.logs, { ...place, stream: `${stream}/data-log` });
  return {
    log,
    note: (text: string) => notes.line(`${new Date().toISOString().slice(0, -1)}:[sagemaker logs]: ${text}`),
    close: async () => {
      await Promise.all([log.close(), notes.flush()]);
    },
  };
}
