import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { isObject } from '../../json-object.ts';
import { inputDataConfig, resourceConfig } from './job-folder.ts';
import type { TrainingJob } from './training-job.ts';

/** The SM_* variables that SageMaker's training toolkit sets for a script. JSON is compact with sorted keys, as there. */
export function smVariables(job: TrainingJob, base: string): Readonly<Record<string, string>> {
  const variables = { ...foldersUnder(base), ...hyperparameterVariables(job), ...channelVariables(job, base), ...hostVariables(job) };
  return { ...variables, SM_TRAINING_ENV: sortedJson(variables) };
}

function foldersUnder(base: string): Readonly<Record<string, string>> {
  return {
    SM_MODEL_DIR: join(base, 'model'),
    SM_INPUT_DIR: join(base, 'input'),
    SM_INPUT_CONFIG_DIR: join(base, 'input', 'config'),
    SM_OUTPUT_DIR: join(base, 'output'),
    SM_OUTPUT_DATA_DIR: join(base, 'output', 'data'),
    SM_OUTPUT_INTERMEDIATE_DIR: join(base, 'output', 'intermediate'),
  };
}

function hyperparameterVariables({ request }: TrainingJob): Readonly<Record<string, string>> {
  const entries = Object.entries(request.HyperParameters ?? {}).sort();
  return {
    ...Object.fromEntries(entries.map(([name, value]) => [`SM_HP_${variableName(name)}`, value])),
    SM_HPS: sortedJson(Object.fromEntries(entries.map(([name, value]) => [name, decoded(value)]))),
    SM_USER_ARGS: sortedJson(entries.flatMap(([name, value]) => [name.length === 1 ? `-${name}` : `--${name}`, value])),
  };
}

function channelVariables(job: TrainingJob, base: string): Readonly<Record<string, string>> {
  const config = inputDataConfig(job);
  const channels = Object.keys(config).sort();
  return {
    SM_CHANNELS: sortedJson(channels),
    SM_INPUT_DATA_CONFIG: sortedJson(config),
    ...Object.fromEntries(channels.map((channel) => [`SM_CHANNEL_${variableName(channel)}`, join(base, 'input', 'data', channel)])),
  };
}

/** No GPU is promised: what a laptop has of them, the framework finds by itself. */
function hostVariables(job: TrainingJob): Readonly<Record<string, string>> {
  const config = resourceConfig(job);
  return {
    SM_RESOURCE_CONFIG: sortedJson(config),
    SM_CURRENT_HOST: config.current_host,
    SM_HOSTS: sortedJson(config.hosts),
    SM_CURRENT_INSTANCE_TYPE: config.current_instance_type,
    SM_CURRENT_INSTANCE_GROUP: config.current_group_name,
    SM_CURRENT_INSTANCE_GROUP_HOSTS: sortedJson(config.hosts),
    SM_INSTANCE_GROUPS: sortedJson(config.instance_groups.map((group) => group.instance_group_name)),
    SM_IS_HETERO: 'false',
    SM_NUM_CPUS: String(availableParallelism()),
    SM_NUM_GPUS: '0',
    SM_NUM_NEURONS: '0',
    SM_NETWORK_INTERFACE_NAME: config.network_interface_name,
    SM_LOG_LEVEL: '20',
  };
}

/** A shell would drop a variable whose name is none. */
const variableName = (name: string) => name.toUpperCase().replace(/[^A-Z0-9_]/g, '_');

/** The toolkit reads values as JSON and keeps as text what is none. */
function decoded(value: string): unknown {
  try {
    return JSON.parse(value);
  } catch {
    return value;
  }
}

function sortedJson(value: unknown): string {
  return JSON.stringify(value, (_, inner: unknown) =>
    isObject(inner) ? Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : 1))) : inner,
  );
}
