import { z } from 'zod';

/** The events that AWS documents, member by member: strict, so that the laptop neither forgets a member nor makes one up. */
const envelope = <Source extends string, Type extends string, Detail extends z.ZodType>(
  source: Source,
  type: Type,
  resource: RegExp | 'none',
  detail: Detail,
) =>
  z.strictObject({
    version: z.literal('0'),
    id: z.uuid(),
    'detail-type': z.literal(type),
    source: z.literal(source),
    account: z.string().regex(/^\d{12}$/),
    time: z.string().regex(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/),
    region: z.literal('eu-west-1'),
    resources: resource === 'none' ? z.tuple([]) : z.tuple([z.string().regex(resource)]),
    detail,
  });

/** A time in milliseconds. */
const milliseconds = z.int().min(1_600_000_000_000);
const digest = z.string().regex(/^sha256:[0-9a-f]{64}$/);

const objectCreated = z.strictObject({
  version: z.literal('0'),
  'event-version': z.literal('1.1'),
  bucket: z.strictObject({ name: z.string() }),
  object: z.strictObject({
    key: z.string(),
    size: z.int(),
    etag: z.string().regex(/^[0-9a-f]{32}(-\d+)?$/),
    'version-id': z.string(),
    sequencer: z.string().regex(/^[0-9a-f]+$/i),
  }),
  'request-id': z.string().regex(/^[0-9A-Z]{16}$/),
  requester: z.string().regex(/^\d{12}$/),
  'source-ip-address': z.ipv4(),
  reason: z.enum(['PutObject', 'POST Object', 'CopyObject', 'CompleteMultipartUpload']),
});

const imageAction = z.strictObject({
  result: z.literal('SUCCESS'),
  'repository-name': z.string(),
  'image-digest': digest,
  'action-type': z.literal('PUSH'),
  'image-tag': z.string().optional(),
  'manifest-media-type': z.string().optional(),
});

const channel = z.strictObject({
  ChannelName: z.string(),
  DataSource: z.strictObject({ S3DataSource: z.strictObject({ S3DataType: z.string(), S3Uri: z.string(), S3DataDistributionType: z.string() }) }),
  ContentType: z.string().optional(),
  CompressionType: z.string(),
  RecordWrapperType: z.string(),
});

const jobChanged = z.strictObject({
  TrainingJobName: z.string(),
  TrainingJobArn: z.string(),
  TrainingJobStatus: z.enum(['InProgress', 'Completed', 'Failed', 'Stopping', 'Stopped']),
  SecondaryStatus: z.string(),
  FailureReason: z.string().optional(),
  HyperParameters: z.record(z.string(), z.string()),
  AlgorithmSpecification: z.strictObject({ TrainingImage: z.string(), TrainingInputMode: z.string() }),
  RoleArn: z.string(),
  InputDataConfig: z.array(channel),
  OutputDataConfig: z.strictObject({ KmsKeyId: z.string(), S3OutputPath: z.string() }),
  ResourceConfig: z.strictObject({ InstanceType: z.string(), InstanceCount: z.int(), VolumeSizeInGB: z.int(), VolumeKmsKeyId: z.string().optional() }),
  VpcConfig: z.strictObject({}),
  StoppingCondition: z.strictObject({ MaxRuntimeInSeconds: z.int() }),
  ModelArtifacts: z.strictObject({ S3ModelArtifacts: z.string() }),
  CreationTime: milliseconds,
  TrainingStartTime: milliseconds.optional(),
  TrainingEndTime: milliseconds.optional(),
  LastModifiedTime: milliseconds,
  SecondaryStatusTransitions: z.array(
    z.strictObject({ Status: z.string(), StartTime: milliseconds, EndTime: milliseconds.optional(), StatusMessage: z.string() }),
  ),
  Tags: z.record(z.string(), z.string()),
});

const executionChanged = z.strictObject({
  executionArn: z.string(),
  stateMachineArn: z.string(),
  name: z.string(),
  status: z.enum(['RUNNING', 'SUCCEEDED', 'FAILED', 'TIMED_OUT', 'ABORTED']),
  startDate: milliseconds,
  stopDate: milliseconds.nullable(),
  input: z.string().nullable(),
  inputDetails: z.strictObject({ included: z.boolean() }).nullable(),
  output: z.string().nullable(),
  outputDetails: z.strictObject({ included: z.boolean() }).nullable(),
  error: z.string().optional(),
  cause: z.string().optional(),
});

const alarmState = z.strictObject({
  value: z.enum(['OK', 'ALARM', 'INSUFFICIENT_DATA']),
  reason: z.string(),
  reasonData: z.string().optional(),
  timestamp: z.string().regex(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}\+0000$/),
});

const alarmChanged = z.strictObject({
  alarmName: z.string(),
  state: alarmState,
  previousState: alarmState,
  configuration: z.strictObject({
    description: z.string().optional(),
    metrics: z.array(
      z.strictObject({
        id: z.string(),
        metricStat: z.strictObject({
          metric: z.strictObject({ namespace: z.string(), name: z.string(), dimensions: z.record(z.string(), z.string()) }),
          period: z.int(),
          stat: z.string(),
        }),
        returnData: z.boolean(),
      }),
    ),
  }),
});

const isoTime = z.string().regex(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/);
const described = z.looseObject({});

const modelPackageChanged = z.strictObject({
  ModelPackageGroupName: z.string(),
  ModelPackageVersion: z.int(),
  ModelPackageArn: z.string(),
  CreationTime: isoTime,
  LastModifiedTime: isoTime.optional(),
  InferenceSpecification: z.looseObject({ Containers: z.array(z.looseObject({ Image: z.string(), ModelDataUrl: z.string() })) }),
  ModelPackageStatus: z.enum(['Pending', 'InProgress', 'Completed', 'Failed', 'Deleting']),
  ModelPackageStatusDetails: z.strictObject({ ValidationStatuses: z.array(z.unknown()), ImageScanStatuses: z.array(z.unknown()) }),
  CertifyForMarketplace: z.boolean(),
  ModelApprovalStatus: z.enum(['Approved', 'Rejected', 'PendingManualApproval']),
  MetadataProperties: described.optional(),
  ModelMetrics: described.optional(),
  ModelLifeCycle: described.optional(),
  CustomerMetadataProperties: z.record(z.string(), z.string()).optional(),
  UpdatedModelPackageFields: z.array(z.string()).optional(),
});

/** One schema for each kind of event that the training story sees. */
export const DOCUMENTED = z.discriminatedUnion('detail-type', [
  envelope('aws.s3', 'Object Created', /^arn:aws:s3:::[a-z0-9.-]+$/, objectCreated),
  envelope('aws.ecr', 'ECR Image Action', 'none', imageAction),
  envelope('aws.sagemaker', 'SageMaker Training Job State Change', /^arn:aws:sagemaker:eu-west-1:\d{12}:training-job\//, jobChanged),
  envelope('aws.sagemaker', 'SageMaker Model Package State Change', /^arn:aws:sagemaker:eu-west-1:\d{12}:model-package\//, modelPackageChanged),
  envelope('aws.states', 'Step Functions Execution Status Change', /^arn:aws:states:eu-west-1:\d{12}:execution:/, executionChanged),
  envelope('aws.cloudwatch', 'CloudWatch Alarm State Change', /^arn:aws:cloudwatch:eu-west-1:\d{12}:alarm:/, alarmChanged),
]);
