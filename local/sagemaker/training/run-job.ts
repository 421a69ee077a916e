import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { algorithmError, storageFailure } from '../jobs/job-failure.ts';
import type { JobFolder } from '../jobs/job-folder.ts';
import { openJobLog } from '../jobs/job-log.ts';
import { type Ending, runContainer } from '../jobs/run-container.ts';
import { type Run, runJob, type Workplace } from '../jobs/run-job.ts';
import { keepCheckpoints, restoreCheckpoints } from './checkpoints.ts';
import { containerEnvironment } from './container-environment.ts';
import { downloadChannels } from './download-channels.ts';
import { layOut } from './job-folder.ts';
import { readMetrics } from './job-metrics.ts';
import type { TrainingJob } from './training-job.ts';
import { uploadOutput } from './upload-output.ts';

const LOG_GROUP = '/aws/sagemaker/TrainingJobs';

/** Takes a training job from Starting to its end. */
export function runTraining(job: TrainingJob, image: string, run: Run): Promise<void> {
  return runJob(job, run, (place) => work(job, image, place));
}

async function work(job: TrainingJob, image: string, place: Workplace): Promise<() => void> {
  const { folder, clients, run } = place;
  job.enter('Downloading', 'Downloading the training image');
  await layOut(folder, job, image);
  await downloadChannels(clients.s3, job, folder, run.settings.region);
  await restoreCheckpoints(clients.s3, job, folder);
  job.interrupted.throwIfAborted();
  job.enter('Training', 'Training image download completed. Training in progress.');
  const ending = await train(job, place);
  job.kill.throwIfAborted();
  if (ending.cut === undefined && ending.exitCode !== 0) throw algorithmError(await failureText(folder), ending.exitCode);
  job.enter('Uploading', 'Uploading generated training model');
  await uploadOutput(clients.s3, job, folder).catch((error) => {
    throw storageFailure('Artifact upload failed', job.request.OutputDataConfig.S3OutputPath, error);
  });
  return () => endWell(job, ending);
}

/** Lines and figures are written before anything is said about the end: who is told of it may read them. */
async function train(job: TrainingJob, { folder, clients, run }: Workplace): Promise<Ending> {
  const { settings, session, tell } = run;
  const stream = `${job.name}/algo-1-${Math.floor(Date.now() / 1000)}`;
  const log = openJobLog(clients.logs, job.name, { group: LOG_GROUP, stream, folder: settings.folder, credentials: session.credentials, tell });
  const metrics = readMetrics(clients.cloudwatch, job, tell);
  const checkpoints = keepCheckpoints(clients.s3, job, folder);
  const [command = 'train', ...args] = commandOf(job);
  const ending = await runContainer({
    name: `training job ${job.name}`,
    folder: settings.folder,
    command,
    args,
    cwd: folder.image,
    env: containerEnvironment(job, folder, { settings, credentials: session.credentials }),
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
  if (cut === 'time') job.end('MaxRuntimeExceeded', 'Training job runtime exceeded MaxRuntimeInSeconds provided');
  else if (job.status === 'Stopping') job.endStopped();
  else job.end('Completed', 'Training job completed');
}
