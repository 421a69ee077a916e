import { mkdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Admitted, Surroundings } from './admit-job.ts';
import { keepCheckpoints, restoreCheckpoints } from './checkpoints.ts';
import { containerEnvironment } from './container-environment.ts';
import { downloadChannels } from './download-channels.ts';
import { type JobFolder, jobFolder, layOut } from './job-folder.ts';
import { openJobLog } from './job-log.ts';
import { readMetrics } from './job-metrics.ts';
import { authorizeVolume } from './job-volume.ts';
import { type RoleClients, roleClients } from './role-clients.ts';
import { type Ending, runContainer } from './run-container.ts';
import { algorithmError, internalError, lackOfCapacity, storageFailure, TrainingFailure } from './training-failure.ts';
import type { TrainingJob } from './training-job.ts';
import { uploadOutput } from './upload-output.ts';

export type Run = Surroundings & {
  readonly graceSeconds: number;
  /** Whether an instance of this type can be had now. */
  readonly hasCapacity: (instanceType: string) => boolean;
  readonly tell: (trouble: string) => void;
};

/** Takes a job from Starting to its end. Its folder is gone before the end is told; its log stays. */
export async function runJob(job: TrainingJob, admitted: Admitted, run: Run): Promise<void> {
  const folder = jobFolder(run.settings.folder, job.name);
  const clients = roleClients(run.settings, admitted.session.credentials);
  const end = await work(job, { admitted, folder, clients, run }).then(
    (ending) => () => endWell(job, ending),
    (error: unknown) => () => endBadly(job, error, run),
  );
  clients.close();
  await rm(folder.root, { recursive: true, force: true, maxRetries: 3 }).catch((error) => run.tell(`${folder.root} could not be removed: ${error}`));
  end();
}

type Work = { readonly admitted: Admitted; readonly folder: JobFolder; readonly clients: RoleClients; readonly run: Run };

async function work(job: TrainingJob, work: Work): Promise<Ending> {
  const { admitted, folder, clients, run } = work;
  await new Promise(setImmediate);
  if (!run.hasCapacity(job.request.ResourceConfig.InstanceType)) throw lackOfCapacity();
  authorizeVolume(job, admitted.session, run);
  job.interrupted.throwIfAborted();
  job.enter('Downloading', 'Downloading the training image');
  await layOut(folder, job, admitted.image);
  await mkdir(join(run.settings.folder, 'home'), { recursive: true });
  await downloadChannels(clients.s3, job, folder, run.settings.region);
  await restoreCheckpoints(clients.s3, job, folder);
  job.interrupted.throwIfAborted();
  job.enter('Training', 'Training image download completed. Training in progress.');
  const ending = await train(job, work);
  job.kill.throwIfAborted();
  if (ending.cut === undefined && ending.exitCode !== 0) throw algorithmError(await failureText(folder), ending.exitCode);
  job.enter('Uploading', 'Uploading generated training model');
  await uploadOutput(clients.s3, job, folder).catch((error) => {
    throw storageFailure('Artifact upload failed', job.request.OutputDataConfig.S3OutputPath, error);
  });
  return ending;
}

/** Lines and figures are written before anything is said about the end: who is told of it may read them. */
async function train(job: TrainingJob, { admitted: { session }, folder, clients, run }: Work): Promise<Ending> {
  const log = openJobLog(clients.logs, job, { folder: run.settings.folder, credentials: session.credentials, tell: run.tell });
  const metrics = readMetrics(clients.cloudwatch, job, run.tell);
  const checkpoints = keepCheckpoints(clients.s3, job, folder);
  const [command = 'train', ...args] = commandOf(job);
  const ending = await runContainer({
    name: `training job ${job.name}`,
    folder: run.settings.folder,
    command,
    args,
    cwd: folder.image,
    env: containerEnvironment(job, folder, { settings: run.settings, credentials: session.credentials }),
    onLine: (line) => {
      log.line(line);
      metrics.line(line);
    },
    stop: job.stop,
    kill: job.kill,
    maxRuntimeSeconds: job.request.StoppingCondition.MaxRuntimeInSeconds,
    graceSeconds: run.graceSeconds,
  });
  await Promise.all([log.close(), metrics.close(), checkpoints.finish()]);
  return ending;
}

/** As in Docker: without an entry point the arguments are the command, and `train` is the arguments where there are none. */
function commandOf({ request: { AlgorithmSpecification: algorithm } }: TrainingJob): readonly string[] {
  return [...(algorithm.ContainerEntrypoint ?? []), ...(algorithm.ContainerArguments ?? (algorithm.ContainerEntrypoint ? [] : ['train']))];
}

async function failureText({ base }: JobFolder): Promise<string> {
  return readFile(join(base, 'output', 'failure'), 'utf8').catch(() => '');
}

function endWell(job: TrainingJob, { cut }: Ending): void {
  if (job.kill.aborted) return;
  if (cut === 'time') job.end('MaxRuntimeExceeded', 'Training job runtime exceeded MaxRuntimeInSeconds provided');
  else if (job.status === 'Stopping') job.end('Stopped', 'Training job stopped');
  else job.end('Completed', 'Training job completed');
}

/** What a job that was interrupted early leaves unfinished is no failure. */
function endBadly(job: TrainingJob, error: unknown, { tell }: Run): void {
  if (job.kill.aborted) return;
  if (job.stop.aborted && isAbort(error)) job.end('Stopped', 'Training job stopped');
  else if (error instanceof TrainingFailure) job.end('Failed', error.message);
  else {
    tell(`training job ${job.name} ended by a fault of the laptop cloud: ${error instanceof Error ? error.stack : String(error)}`);
    job.end('Failed', internalError(error).message);
  }
}

/** Not by instanceof: under a test runner the system's errors are born in another realm. */
function isAbort(error: unknown): boolean {
  return typeof error === 'object' && error !== null && 'name' in error && error.name === 'AbortError';
}
