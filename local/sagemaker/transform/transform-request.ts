import { z } from 'zod';

/** CreateTransformJob's input as far as a job here acts on it; the rest is kept and told again by DescribeTransformJob. */
export const TransformRequest = z.looseObject({
  TransformJobName: z.string(),
  ModelName: z.string(),
  MaxConcurrentTransforms: z.number().optional(),
  MaxPayloadInMB: z.number().optional(),
  BatchStrategy: z.enum(['MultiRecord', 'SingleRecord']).optional(),
  ModelClientConfig: z.object({ InvocationsTimeoutInSeconds: z.number().optional(), InvocationsMaxRetries: z.number().optional() }).optional(),
  Environment: z.record(z.string(), z.string()).optional(),
  TransformInput: z.looseObject({
    DataSource: z.looseObject({ S3DataSource: z.looseObject({ S3DataType: z.string(), S3Uri: z.string() }) }),
    ContentType: z.string().optional(),
    CompressionType: z.enum(['None', 'Gzip']).optional(),
    SplitType: z.string().optional(),
  }),
  TransformOutput: z.looseObject({
    S3OutputPath: z.string(),
    Accept: z.string().optional(),
    AssembleWith: z.enum(['None', 'Line']).optional(),
    KmsKeyId: z.string().optional(),
  }),
  TransformResources: z.looseObject({ InstanceType: z.string(), InstanceCount: z.number(), VolumeKmsKeyId: z.string().optional() }),
  DataProcessing: z
    .looseObject({ InputFilter: z.string().optional(), OutputFilter: z.string().optional(), JoinSource: z.enum(['Input', 'None']).optional() })
    .optional(),
  DataCaptureConfig: z.unknown().optional(),
  Tags: z.array(z.object({ Key: z.string(), Value: z.string() })).optional(),
});

export type TransformRequest = Readonly<z.infer<typeof TransformRequest>>;
