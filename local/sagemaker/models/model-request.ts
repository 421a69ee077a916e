import { z } from 'zod';

const Container = z.looseObject({
  Image: z.string().optional(),
  ModelDataUrl: z.string().optional(),
  Environment: z.record(z.string(), z.string()).optional(),
  ModelPackageName: z.string().optional(),
  InferenceSpecificationName: z.string().optional(),
  Mode: z.string().optional(),
  ModelDataSource: z.unknown().optional(),
  AdditionalModelDataSources: z.unknown().optional(),
  ImageConfig: z.looseObject({ RepositoryAccessMode: z.string() }).optional(),
});

/** CreateModel's input as far as a model here acts on it; the rest is kept and told again by DescribeModel. */
export const ModelRequest = z.looseObject({
  ModelName: z.string(),
  PrimaryContainer: Container.optional(),
  Containers: z.array(Container).optional(),
  ExecutionRoleArn: z.string().optional(),
  EnableNetworkIsolation: z.boolean().optional(),
  Tags: z.array(z.object({ Key: z.string(), Value: z.string() })).optional(),
});

export type ModelRequest = Readonly<z.infer<typeof ModelRequest>>;
export type Container = Readonly<z.infer<typeof Container>>;
