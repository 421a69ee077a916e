import type { CloudSettings, Credentials } from '../../plane.ts';
import { imageVariables, roleVariables } from '../jobs/container-environment.ts';
import type { JobFolder } from '../jobs/job-folder.ts';
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
    ...roleVariables(credentials, settings, job.request.EnableNetworkIsolation),
    ...job.request.Environment,
    SAGEMAKER_BASE_DIR: folder.base,
    TRAINING_JOB_NAME: job.name,
    TRAINING_JOB_ARN: job.arn,
    AWS_REGION: settings.region,
  };
}
