import { cp, mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { TrainingJob } from './training-job.ts';
import type { Channel } from './training-request.ts';

/** What stands for the container's file system: /opt/ml, a fresh copy of the image, and room for temporary files. */
export type JobFolder = { readonly root: string; readonly base: string; readonly image: string; readonly temporary: string };

export function jobFolder(cloudFolder: string, name: string): JobFolder {
  const root = join(cloudFolder, 'jobs', name);
  return { root, base: join(root, 'opt', 'ml'), image: join(root, 'image'), temporary: join(root, 'tmp') };
}

/** A path in the container, as /opt/ml/checkpoints, in the job's folder. */
export function inContainer({ root }: JobFolder, path: string): string {
  return join(root, path);
}

/** Lays out /opt/ml with its three configuration files, and copies the image with its dates, so that its bytecode stays valid. */
export async function layOut(folder: JobFolder, job: TrainingJob, image: string): Promise<void> {
  for (const path of ['input/config', 'input/data', 'model', 'output/data', 'code']) await mkdir(join(folder.base, path), { recursive: true });
  await mkdir(folder.temporary, { recursive: true });
  await cp(image, folder.image, { recursive: true, preserveTimestamps: true });
  await Promise.all(Object.entries(configurationOf(job)).map(([file, value]) => writeFile(join(folder.base, 'input', 'config', file), JSON.stringify(value))));
}

/** Every hyperparameter is a string. */
function configurationOf(job: TrainingJob): Readonly<Record<string, unknown>> {
  return {
    'hyperparameters.json': job.request.HyperParameters ?? {},
    'inputdataconfig.json': inputDataConfig(job),
    'resourceconfig.json': resourceConfig(job),
  };
}

export function inputDataConfig({ request }: TrainingJob): Readonly<Record<string, unknown>> {
  const mode = request.AlgorithmSpecification.TrainingInputMode;
  return Object.fromEntries(
    (request.InputDataConfig ?? []).map((channel: Channel) => [
      channel.ChannelName,
      {
        TrainingInputMode: channel.InputMode ?? mode,
        S3DistributionType: channel.DataSource.S3DataSource.S3DataDistributionType ?? 'FullyReplicated',
        RecordWrapperType: channel.RecordWrapperType ?? 'None',
        ...(channel.ContentType === undefined ? {} : { ContentType: channel.ContentType }),
      },
    ]),
  );
}

export function resourceConfig({ request }: TrainingJob) {
  const type = request.ResourceConfig.InstanceType;
  return {
    current_host: 'algo-1',
    current_instance_type: type,
    current_group_name: 'homogeneousCluster',
    hosts: ['algo-1'],
    instance_groups: [{ instance_group_name: 'homogeneousCluster', instance_type: type, hosts: ['algo-1'] }],
    network_interface_name: 'eth0',
  };
}
