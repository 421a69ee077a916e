import type { Facts } from '../../plane.ts';
import { invalid } from '../invalid.ts';
import { volumeKeyFault } from '../jobs/authorize-volume.ts';
import { TrainingRequest } from './training-request.ts';

/** Refuses, in the service's words where they are known, what the service model lets pass; then reads the request. */
export function checkRequest(input: Facts): TrainingRequest {
  const missing = ['algorithmSpecification', 'resourceConfig', 'stoppingCondition'].filter((member) => input[upperFirst(member)] === undefined);
  if (missing.length > 0) throw invalid(`${errors(missing.length)} detected: ${missing.map(mustNotBeNull).join('; ')}`);
  const read = TrainingRequest.safeParse(input);
  if (!read.success) {
    const paths = [...new Set(read.error.issues.map(({ path }) => path.map((step) => (typeof step === 'string' ? lowerFirst(step) : String(step))).join('.')))];
    throw invalid(`${errors(paths.length)} detected: ${paths.map(mustNotBeNull).join('; ')}`);
  }
  const fault = FAULTS.map((faultOf) => faultOf(read.data)).find((text) => text !== undefined);
  if (fault !== undefined) throw invalid(fault);
  return read.data;
}

/** What a laptop cannot do is said here, rather than done otherwise than AWS would. */
const FAULTS: readonly ((request: TrainingRequest) => string | undefined)[] = [
  ({ ResourceConfig }) => volumeKeyFault(ResourceConfig),
  ({ EnableManagedSpotTraining: spot, StoppingCondition: { MaxWaitTimeInSeconds: wait, MaxRuntimeInSeconds: runtime } }) =>
    spot && (wait ?? 0) < runtime
      ? 'Invalid MaxWaitTimeInSeconds. It must be present and be greater than or equal to MaxRuntimeInSeconds when EnableManagedSpotTraining is True.'
      : undefined,
  ({ EnableManagedSpotTraining: spot, StoppingCondition: { MaxWaitTimeInSeconds: wait } }) =>
    !spot && wait !== undefined ? 'MaxWaitTimeInSeconds can be set only when EnableManagedSpotTraining is True.' : undefined,
  ({ InputDataConfig: channels = [] }) =>
    new Set(channels.map(({ ChannelName }) => ChannelName)).size < channels.length ? 'Channel names must be unique.' : undefined,
  ({ AlgorithmSpecification: { MetricDefinitions: metrics = [] } }) => {
    const broken = metrics.find(({ Regex }) => readRegex(Regex) === undefined);
    return broken && `Invalid regular expression for metric ${broken.Name}: ${broken.Regex}`;
  },
  ({ ResourceConfig: { InstanceCount } }) => (InstanceCount === 1 ? undefined : `The laptop cloud trains on one instance; InstanceCount was ${InstanceCount}.`),
  ({ AlgorithmSpecification, InputDataConfig: channels = [] }) => {
    const mode = [AlgorithmSpecification.TrainingInputMode, ...channels.map(({ InputMode }) => InputMode)].find((one) => one === 'Pipe');
    return mode && 'The laptop cloud gives channels as files; use the input mode File or FastFile instead of Pipe.';
  },
  ({ InputDataConfig: channels = [] }) => {
    const other = channels.find(({ DataSource, CompressionType = 'None' }) => DataSource.S3DataSource.S3DataType !== 'S3Prefix' || CompressionType !== 'None');
    return other && `The laptop cloud reads channels as uncompressed S3Prefix; channel ${other.ChannelName} asks for something else.`;
  },
];

/** SageMaker takes Python's spelling of named groups. */
export function readRegex(regex: string): RegExp | undefined {
  try {
    return new RegExp(regex.replaceAll('(?P<', '(?<'));
  } catch {
    return undefined;
  }
}

const errors = (count: number) => `${count} validation error${count === 1 ? '' : 's'}`;
const mustNotBeNull = (path: string) => `Value null at '${path}' failed to satisfy constraint: Member must not be null`;
const upperFirst = (text: string) => `${text.charAt(0).toUpperCase()}${text.slice(1)}`;
const lowerFirst = (text: string) => `${text.charAt(0).toLowerCase()}${text.slice(1)}`;
