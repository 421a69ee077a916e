import { z } from 'zod';
import { kind, number } from './resource-kind.ts';

const Target = z.strictObject({
  Id: z.string(),
  Arn: z.string(),
  RoleArn: z.string().optional(),
  Input: z.string().optional(),
  InputPath: z.string().optional(),
  InputTransformer: z.strictObject({ InputPathsMap: z.record(z.string(), z.string()).default({}), InputTemplate: z.string() }).optional(),
  RetryPolicy: z.strictObject({ MaximumEventAgeInSeconds: number.default(86_400), MaximumRetryAttempts: number.default(185) }).prefault({}),
  DeadLetterConfig: z.strictObject({ Arn: z.string() }).optional(),
});

const Rule = z.strictObject({
  Name: z.string(),
  State: z.enum(['ENABLED', 'DISABLED']).default('ENABLED'),
  Description: z.string().optional(),
  EventPattern: z.record(z.string(), z.unknown()).optional(),
  ScheduleExpression: z.string().optional(),
  Targets: z.array(Target).max(5),
});

export const rule = kind({
  type: 'AWS::Events::Rule',
  properties: Rule,
  recorded: ['Description'],
  create({ Name: name, State: state, EventPattern: pattern, ScheduleExpression: schedule, Targets }, { planes, settings: { account, region } }) {
    const arn = `arn:aws:events:${region}:${account}:rule/${name}`;
    const targets = Targets.map(asTheBusSaysIt);
    planes.bus.defineRule({ name, arn, state, targets, ...(pattern === undefined ? {} : { pattern }), ...(schedule === undefined ? {} : { schedule }) });
    return { ref: name, attributes: { Arn: arn } };
  },
});

function asTheBusSaysIt({ Id: id, Arn: arn, RetryPolicy, ...target }: z.infer<typeof Target>) {
  const { RoleArn: roleArn, Input: input, InputPath: inputPath, InputTransformer: transformer, DeadLetterConfig: deadLetter } = target;
  return {
    id,
    arn,
    retry: { attempts: RetryPolicy.MaximumRetryAttempts, maximumAgeSeconds: RetryPolicy.MaximumEventAgeInSeconds },
    ...(roleArn === undefined ? {} : { roleArn }),
    ...(input === undefined ? {} : { input }),
    ...(inputPath === undefined ? {} : { inputPath }),
    ...(transformer === undefined ? {} : { inputTransformer: { paths: transformer.InputPathsMap, template: transformer.InputTemplate } }),
    ...(deadLetter === undefined ? {} : { deadLetterArn: deadLetter.Arn }),
  };
}
