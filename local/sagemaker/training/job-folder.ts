import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type JobFolder, layOutFolder } from '../jobs/job-folder.ts';
import type { TrainingJob } from './training-job.ts';
import type { Channel } from './training-request.ts';

/** Lays out /opt/ml with its three configuration files. */
export async function layOut(folder: JobFolder, job: TrainingJob, image: string): Promise<void> {
  await layOutFolder(folder, image, ['input/config', 'input/data', 'model', 'output/data', 'code']);
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
