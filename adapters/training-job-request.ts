import type { Channel, CreateTrainingJobCommandInput, ResourceConfig, TrainingInstanceType } from '@aws-sdk/client-sagemaker';
import { takesVolumeKey } from '../core/instance-storage.ts';
import type { TrainingJobSpec } from '../core/ports.ts';

export type JobSettings = { readonly roleArn: string; readonly dataKeyArn: string; readonly artifactsBucket: string };

/** A job in SageMaker's words. The network stays open: in isolation the job could not reach its MLflow server. */
export function trainingJobRequest(spec: TrainingJobSpec, { roleArn, dataKeyArn, artifactsBucket }: JobSettings): CreateTrainingJobCommandInput {
  return {
    TrainingJobName: spec.name,
    RoleArn: roleArn,
    AlgorithmSpecification: {
      TrainingImage: spec.image,
      TrainingInputMode: 'File',
      MetricDefinitions: spec.metricDefinitions.map(({ name, regex }) => ({ Name: name, Regex: regex })),
    },
    HyperParameters: { ...spec.hyperparameters },
    Environment: { ...spec.environment },
    InputDataConfig: [channel('train', 'text/csv', spec.snapshot), channel('contract', 'application/json', spec.contract)],
    OutputDataConfig: { S3OutputPath: `s3://${artifactsBucket}/${spec.project}/jobs`, KmsKeyId: dataKeyArn },
    ResourceConfig: resourcesOf(spec, dataKeyArn),
    StoppingCondition: { MaxRuntimeInSeconds: spec.maxRuntimeSeconds },
    ...spotOf(spec, artifactsBucket),
    EnableNetworkIsolation: false,
    Tags: Object.entries({ 'nacre:run': spec.run, 'nacre:project': spec.project, 'nacre:snapshot': spec.snapshotSha256 }).map(([Key, Value]) => ({
      Key,
      Value,
    })),
  };
}

/** SageMaker copies /opt/ml/checkpoints there while the job runs, and back before an interrupted job, or the run's next attempt, begins. */
function spotOf({ project, run, maxRuntimeSeconds, maxWaitSeconds }: TrainingJobSpec, artifactsBucket: string): Partial<CreateTrainingJobCommandInput> {
  if (maxWaitSeconds === undefined) return {};
  return {
    EnableManagedSpotTraining: true,
    StoppingCondition: { MaxRuntimeInSeconds: maxRuntimeSeconds, MaxWaitTimeInSeconds: maxWaitSeconds },
    CheckpointConfig: { S3Uri: `s3://${artifactsBucket}/${project}/checkpoints/${run}/` },
  };
}

const channel = (ChannelName: string, ContentType: string, S3Uri: string): Channel => ({
  ChannelName,
  ContentType,
  DataSource: { S3DataSource: { S3DataType: 'S3Prefix', S3Uri, S3DataDistributionType: 'FullyReplicated' } },
});

function resourcesOf({ instanceType, volumeSizeInGB }: TrainingJobSpec, key: string): ResourceConfig {
  const resources = { InstanceType: instanceTypeNamed(instanceType), InstanceCount: 1, VolumeSizeInGB: volumeSizeInGB };
  return takesVolumeKey(instanceType) ? { ...resources, VolumeKmsKeyId: key } : resources;
}

/** SageMaker decides which types there are: its list grows between releases of the SDK. */
const isInstanceType = (name: string): name is TrainingInstanceType => name.startsWith('ml.');

function instanceTypeNamed(name: string): TrainingInstanceType {
  if (isInstanceType(name)) return name;
  throw new TypeError(`${name} is no SageMaker instance type`);
}
