import { CreateModelPackageCommand, type CreateModelPackageCommandInput, CreateModelPackageGroupCommand, SageMakerClient } from '@aws-sdk/client-sagemaker';
import type { ModelPackageSpec, Registry } from '../core/ports.ts';

/** SageMaker takes at most 256 characters for the value of one property. */
const LONGEST_PROPERTY = 256;

/** The Model Registry. The client token makes a repeated request answer the version that the first one made. */
export function sagemakerRegistry(client = new SageMakerClient({ maxAttempts: 8 })): Registry {
  return {
    ensureGroup: (group, description) => createGroupUnlessThere(client, group, description),
    async createPackage(spec) {
      const { ModelPackageArn: arn = '' } = await client.send(new CreateModelPackageCommand(packageRequest(spec)));
      const version = Number(arn.split('/').at(-1));
      if (!Number.isInteger(version)) throw new TypeError(`SageMaker answered no version for a model package of group ${spec.group}`);
      return { arn, version, approval: spec.approval };
    },
  };
}

async function createGroupUnlessThere(client: SageMakerClient, group: string, description: string): Promise<void> {
  try {
    await client.send(new CreateModelPackageGroupCommand({ ModelPackageGroupName: group, ModelPackageGroupDescription: description }));
  } catch (error) {
    if (!(error instanceof Error) || !/already exists/i.test(error.message)) throw error;
  }
}

function packageRequest(spec: ModelPackageSpec): CreateModelPackageCommandInput {
  const { statistics, constraints, commit } = spec;
  return {
    ModelPackageGroupName: spec.group,
    ClientToken: spec.clientToken,
    ModelPackageDescription: spec.description,
    ModelApprovalStatus: spec.approval,
    InferenceSpecification: {
      Containers: [{ Image: spec.image.uri, ImageDigest: spec.image.digest, ModelDataUrl: spec.modelArtifacts }],
      SupportedContentTypes: ['text/csv'],
      SupportedResponseMIMETypes: ['text/csv'],
    },
    ModelMetrics: { ModelQuality: { Statistics: json(spec.evaluation) }, ...dataQuality(statistics, constraints) },
    ...(statistics && constraints ? { DriftCheckBaselines: dataQuality(statistics, constraints) } : {}),
    CustomerMetadataProperties: Object.fromEntries(
      Object.entries(spec.properties).flatMap(([name, value]) => (value === '' ? [] : [[name, value.slice(0, LONGEST_PROPERTY)]])),
    ),
    MetadataProperties: { GeneratedBy: spec.clientToken, ...(commit === undefined ? {} : { CommitId: commit }) },
  };
}

const json = (uri: string) => ({ ContentType: 'application/json', S3Uri: uri });

function dataQuality(statistics: string | undefined, constraints: string | undefined) {
  return { ModelDataQuality: { ...(statistics ? { Statistics: json(statistics) } : {}), ...(constraints ? { Constraints: json(constraints) } : {}) } };
}
