import {
  CreateModelPackageCommand,
  type CreateModelPackageCommandInput,
  CreateModelPackageGroupCommand,
  DescribeModelPackageCommand,
  type DescribeModelPackageCommandOutput,
  paginateListModelPackages,
  SageMakerClient,
} from '@aws-sdk/client-sagemaker';
import type { JudgedPackage, ModelPackageSpec, Registry } from '../core/ports.ts';
import { PATIENT } from './patient.ts';

/** SageMaker takes at most 256 characters for the value of one property. */
const LONGEST_PROPERTY = 256;

/** The Model Registry. The client token makes a repeated request answer the version that the first one made. */
export function sagemakerRegistry(client = new SageMakerClient(PATIENT)): Registry {
  return {
    ensureGroup: (group, description) => createGroupUnlessThere(client, group, description),
    describePackage: (arn) => describeIfThere(client, arn),
    approvedPackages: (group) => approvedOf(client, group),
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

/** SageMaker calls a missing version a ValidationException. */
async function describeIfThere(client: SageMakerClient, arn: string): Promise<JudgedPackage | undefined> {
  try {
    return judgedFrom(await client.send(new DescribeModelPackageCommand({ ModelPackageName: arn })));
  } catch (error) {
    if (error instanceof Error && error.name === 'ValidationException') return undefined;
    throw error;
  }
}

/** Who made a version is set when it is made and never after; the customer's own properties anybody may change. */
function judgedFrom(answer: DescribeModelPackageCommandOutput): JudgedPackage | undefined {
  const { ModelPackageArn: arn, ModelPackageGroupName: group, ModelPackageVersion: version, ModelApprovalStatus: approval } = answer;
  if (arn === undefined || group === undefined || version === undefined || approval === undefined) return undefined;
  const run = answer.MetadataProperties?.GeneratedBy;
  const who = answer.LastModifiedBy?.IamIdentity?.Arn ?? answer.LastModifiedBy?.UserProfileName;
  const why = answer.ApprovalDescription;
  return { arn, group, version, approval, ...(run && { run }), ...(who && { who }), ...(why && { why }) };
}

async function approvedOf(client: SageMakerClient, group: string): Promise<readonly string[]> {
  const found: { readonly arn: string; readonly version: number }[] = [];
  for await (const page of paginateListModelPackages({ client, pageSize: 100 }, { ModelPackageGroupName: group, ModelApprovalStatus: 'Approved' })) {
    for (const { ModelPackageArn: arn = '', ModelPackageVersion: version = 0 } of page.ModelPackageSummaryList ?? []) found.push({ arn, version });
  }
  return found.sort((one, other) => other.version - one.version).map(({ arn }) => arn);
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
