import { join } from 'node:path';
import { z } from 'zod';
import type { FunctionDefinition } from '../plane.ts';
import type { ProvisionedCloud } from './provision.ts';
import { kind, number } from './resource-kind.ts';

const LambdaFunction = z.strictObject({
  FunctionName: z.string(),
  Code: z.strictObject({ S3Bucket: z.string(), S3Key: z.string() }),
  Handler: z.string(),
  Runtime: z.string(),
  Role: z.string(),
  MemorySize: number,
  Timeout: number,
  Architectures: z.array(z.enum(['arm64', 'x86_64'])).optional(),
  Description: z.string().optional(),
  TracingConfig: z.strictObject({ Mode: z.enum(['Active', 'PassThrough']) }).optional(),
  Environment: z.strictObject({ Variables: z.record(z.string(), z.string()) }).optional(),
  ReservedConcurrentExecutions: number.optional(),
});

/** What Lambda does with asynchronous events where nothing else is said. */
const UNLESS_SAID = { retries: 2, maximumAgeSeconds: 21_600 };

/** The bundle is the one that was packaged; the machine's own processor runs it. */
export const lambdaFunction = kind({
  type: 'AWS::Lambda::Function',
  properties: LambdaFunction,
  recorded: ['Architectures', 'Description'],
  create(properties, cloud) {
    const { account, region } = cloud.settings;
    const arn = `arn:aws:lambda:${region}:${account}:function:${properties.FunctionName}`;
    const reserved = properties.ReservedConcurrentExecutions;
    define(cloud, {
      name: properties.FunctionName,
      arn,
      roleArn: properties.Role,
      handler: properties.Handler,
      runtime: properties.Runtime,
      zip: join(cloud.packageFolder, properties.Code.S3Key.split('/').at(-1) ?? ''),
      timeoutSeconds: properties.Timeout,
      memoryMB: properties.MemorySize,
      environment: properties.Environment?.Variables ?? {},
      logGroup: `/aws/lambda/${properties.FunctionName}`,
      tracing: properties.TracingConfig?.Mode === 'Active',
      asynchronous: UNLESS_SAID,
      ...(reserved === undefined ? {} : { reservedConcurrency: reserved }),
    });
    return { ref: properties.FunctionName, attributes: { Arn: arn } };
  },
});

const EventInvokeConfig = z.strictObject({
  FunctionName: z.string(),
  Qualifier: z.literal('$LATEST'),
  MaximumRetryAttempts: number.optional(),
  MaximumEventAgeInSeconds: number.optional(),
  DestinationConfig: z.strictObject({ OnFailure: z.strictObject({ Destination: z.string() }) }).optional(),
});

export const eventInvokeConfig = kind({
  type: 'AWS::Lambda::EventInvokeConfig',
  properties: EventInvokeConfig,
  create({ FunctionName, MaximumRetryAttempts, MaximumEventAgeInSeconds, DestinationConfig }, cloud, id) {
    const definition = cloud.functions.get(FunctionName);
    if (definition === undefined) throw new Error(`${id} configures ${FunctionName}, which is no function of this template`);
    const asynchronous = {
      retries: MaximumRetryAttempts ?? UNLESS_SAID.retries,
      maximumAgeSeconds: MaximumEventAgeInSeconds ?? UNLESS_SAID.maximumAgeSeconds,
      ...(DestinationConfig === undefined ? {} : { onFailureArn: DestinationConfig.OnFailure.Destination }),
    };
    define(cloud, { ...definition, asynchronous });
    return { ref: id };
  },
});

function define(cloud: ProvisionedCloud, definition: FunctionDefinition): void {
  cloud.functions.set(definition.name, definition);
  cloud.planes.lambda.define(definition);
}
