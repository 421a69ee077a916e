import type { CloudSettings, Credentials } from '../../plane.ts';
import { imageVariables, roleVariables } from '../jobs/container-environment.ts';
import type { JobFolder } from '../jobs/job-folder.ts';
import { STRATEGIES } from './limits.ts';
import type { TransformJob } from './transform-job.ts';

/** Everything a model's server sees of the environment, as in AWS: what the model and the job set, and what the platform sets whatever they say. */
export function serverEnvironment(
  { request, model }: TransformJob,
  folder: JobFolder,
  { port, settings, credentials }: { readonly port: number; readonly settings: CloudSettings; readonly credentials: Credentials },
): Readonly<Record<string, string>> {
  const strategy = request.BatchStrategy && STRATEGIES[request.BatchStrategy];
  return {
    ...imageVariables(folder, settings),
    ...roleVariables(credentials, settings, model.request.EnableNetworkIsolation),
    ...model.serving.environment,
    ...request.Environment,
    SAGEMAKER_BASE_DIR: folder.base,
    SAGEMAKER_BATCH: 'true',
    SAGEMAKER_BIND_TO_HOST: '127.0.0.1',
    SAGEMAKER_BIND_TO_PORT: String(port),
    AWS_REGION: settings.region,
    ...ifSet('SAGEMAKER_MAX_PAYLOAD_IN_MB', request.MaxPayloadInMB),
    ...ifSet('SAGEMAKER_MAX_CONCURRENT_TRANSFORMS', request.MaxConcurrentTransforms),
    ...ifSet('SAGEMAKER_BATCH_STRATEGY', strategy),
  };
}

function ifSet(name: string, value: string | number | undefined): Readonly<Record<string, string>> {
  return value === undefined ? {} : { [name]: String(value) };
}
