import { z } from 'zod';

const Channel = z.looseObject({
  ChannelName: z.string(),
  DataSource: z.looseObject({ S3DataSource: z.looseObject({ S3DataType: z.string(), S3Uri: z.string(), S3DataDistributionType: z.string().optional() }) }),
  ContentType: z.string().optional(),
  CompressionType: z.string().optional(),
  RecordWrapperType: z.string().optional(),
  InputMode: z.string().optional(),
});

/** CreateTrainingJob's input as far as a job here acts on it; the rest is kept and told again by DescribeTrainingJob. */
export const TrainingRequest = z.looseObject({
  TrainingJobName: z.string(),
  RoleArn: z.string(),
  AlgorithmSpecification: z.looseObject({
    TrainingImage: z.string(),
    TrainingInputMode: z.string(),
    MetricDefinitions: z.array(z.object({ Name: z.string(), Regex: z.string() })).optional(),
    ContainerEntrypoint: z.array(z.string()).optional(),
    ContainerArguments: z.array(z.string()).optional(),
  }),
  HyperParameters: z.record(z.string(), z.string()).optional(),
  Environment: z.record(z.string(), z.string()).optional(),
  InputDataConfig: z.array(Channel).optional(),
  OutputDataConfig: z.looseObject({ S3OutputPath: z.string(), KmsKeyId: z.string().optional(), CompressionType: z.string().optional() }),
  ResourceConfig: z.looseObject({
    InstanceType: z.string(),
    InstanceCount: z.number(),
    VolumeSizeInGB: z.number().optional(),
    VolumeKmsKeyId: z.string().optional(),
  }),
  StoppingCondition: z.looseObject({ MaxRuntimeInSeconds: z.number().default(86_400), MaxWaitTimeInSeconds: z.number().optional() }),
  EnableNetworkIsolation: z.boolean().optional(),
  EnableManagedSpotTraining: z.boolean().optional(),
  CheckpointConfig: z.object({ S3Uri: z.string(), LocalPath: z.string().optional() }).optional(),
  Tags: z.array(z.object({ Key: z.string(), Value: z.string() })).optional(),
});

export type TrainingRequest = Readonly<z.infer<typeof TrainingRequest>>;
export type Channel = Readonly<z.infer<typeof Channel>>;
