import { join } from 'node:path';
import type { CloudSettings, Credentials } from '../plane.ts';
import type { JobFolder } from './job-folder.ts';
import { smVariables } from './sm-variables.ts';
import type { TrainingJob } from './training-job.ts';

/**
 * Everything a job's process sees of the environment, as in AWS: the image's own variables, the toolkit's SM_*, the
 * role's credentials, the job's Environment, and what the platform sets whatever the job says. Nothing of ours comes along.
 */
export function containerEnvironment(
  job: TrainingJob,
  folder: JobFolder,
  { settings, credentials }: { readonly settings: CloudSettings; readonly credentials: Credentials },
) {
  return {
    ...imageVariables(folder, settings),
    ...smVariables(job, folder.base),
    ...(job.request.EnableNetworkIsolation ? {} : roleVariables(credentials, settings)),
    ...job.request.Environment,
    SAGEMAKER_BASE_DIR: folder.base,
    TRAINING_JOB_NAME: job.name,
    TRAINING_JOB_ARN: job.arn,
    AWS_REGION: settings.region,
  };
}

/** What the Dockerfile sets. The home is shared among jobs, as an image's is: fonts and other caches are built once. */
function imageVariables({ image, temporary }: JobFolder, { root, folder }: CloudSettings): Readonly<Record<string, string>> {
  return {
    PATH: [image, join(root, '.venv', 'bin'), '/usr/bin', '/bin'].join(':'),
    HOME: join(folder, 'home'),
    TMPDIR: temporary,
    LANG: 'C.UTF-8',
    PYTHONUNBUFFERED: '1',
  };
}

/** A job in network isolation has neither: its container reaches no service. */
function roleVariables({ accessKeyId, secretAccessKey, sessionToken }: Credentials, { endpoint }: CloudSettings): Readonly<Record<string, string>> {
  return {
    AWS_ENDPOINT_URL: endpoint,
    AWS_ACCESS_KEY_ID: accessKeyId,
    AWS_SECRET_ACCESS_KEY: secretAccessKey,
    ...(sessionToken === undefined ? {} : { AWS_SESSION_TOKEN: sessionToken }),
  };
}
