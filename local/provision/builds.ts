import { z } from 'zod';
import { boolean, kind, number } from './resource-kind.ts';

const Facts = z.record(z.string(), z.unknown());

/** A laptop has neither CodePipeline nor CodeBuild: both are kept for the record, and `nacre image push` stands for what they do. */
export const pipeline = kind({
  type: 'AWS::CodePipeline::Pipeline',
  properties: z.strictObject({
    Name: z.string(),
    PipelineType: z.enum(['V1', 'V2']),
    RoleArn: z.string(),
    ArtifactStore: Facts,
    Triggers: z.array(Facts),
    Stages: z.array(Facts).min(2),
  }),
  recorded: ['PipelineType', 'RoleArn', 'ArtifactStore', 'Triggers', 'Stages'],
  create: ({ Name }) => ({ ref: Name }),
});

export const buildProject = kind({
  type: 'AWS::CodeBuild::Project',
  properties: z.strictObject({
    Name: z.string(),
    Description: z.string(),
    ServiceRole: z.string(),
    Source: Facts,
    Artifacts: Facts,
    Environment: z.object({ PrivilegedMode: boolean }).catchall(z.unknown()),
    TimeoutInMinutes: number,
    LogsConfig: Facts,
  }),
  recorded: ['Description', 'ServiceRole', 'Source', 'Artifacts', 'Environment', 'TimeoutInMinutes', 'LogsConfig'],
  create: ({ Name }, { settings: { account, region } }) => ({ ref: Name, attributes: { Arn: `arn:aws:codebuild:${region}:${account}:project/${Name}` } }),
});
