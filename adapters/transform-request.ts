import type { CreateModelCommandInput, CreateTransformJobCommandInput, Tag, TransformInstanceType, TransformResources } from '@aws-sdk/client-sagemaker';
import { takesVolumeKey } from '../core/instance-storage.ts';
import type { TransformSpec } from '../core/ports.ts';

export type TransformSettings = { readonly roleArn: string; readonly dataKeyArn: string };

/** What the job's containers run: the image that trained the model, with the model's own bytes. */
export function modelRequest(spec: TransformSpec, { roleArn }: TransformSettings): CreateModelCommandInput {
  return {
    ModelName: spec.name,
    ExecutionRoleArn: roleArn,
    PrimaryContainer: { Image: spec.image, ModelDataUrl: spec.modelArtifacts, Environment: { ...spec.environment } },
    Tags: tagsOf(spec),
  };
}

/** A transform job in SageMaker's words: many records a request, split and assembled by line. */
export function transformRequest(spec: TransformSpec, { dataKeyArn }: TransformSettings): CreateTransformJobCommandInput {
  return {
    TransformJobName: spec.name,
    ModelName: spec.name,
    BatchStrategy: 'MultiRecord',
    MaxConcurrentTransforms: 1,
    MaxPayloadInMB: spec.maxPayloadInMB,
    Environment: { ...spec.environment },
    TransformInput: {
      DataSource: { S3DataSource: { S3DataType: 'S3Prefix', S3Uri: spec.input } },
      ContentType: 'text/csv',
      CompressionType: 'None',
      SplitType: 'Line',
    },
    TransformOutput: { S3OutputPath: spec.output, Accept: 'text/csv', AssembleWith: 'Line', KmsKeyId: dataKeyArn },
    TransformResources: resourcesOf(spec, dataKeyArn),
    Tags: tagsOf(spec),
  };
}

function resourcesOf({ instanceType }: TransformSpec, key: string): TransformResources {
  const resources = { InstanceType: instanceTypeNamed(instanceType), InstanceCount: 1 };
  return takesVolumeKey(instanceType) ? { ...resources, VolumeKmsKeyId: key } : resources;
}

function tagsOf({ batch, project, cleanSha256 }: TransformSpec): Tag[] {
  return Object.entries({ 'nacre:batch': batch, 'nacre:project': project, 'nacre:clean-sha256': cleanSha256 }).map(([Key, Value]) => ({ Key, Value }));
}

/** SageMaker decides which types there are: its list grows between releases of the SDK. */
const isInstanceType = (name: string): name is TransformInstanceType => name.startsWith('ml.');

function instanceTypeNamed(name: string): TransformInstanceType {
  if (isInstanceType(name)) return name;
  throw new TypeError(`${name} is no SageMaker instance type`);
}
