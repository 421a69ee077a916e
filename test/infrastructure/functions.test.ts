import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from '@jest/globals';
import { z } from 'zod';
import { type Compiled, compile, kebab, pascal, root } from './compiled.ts';

const LambdaFunction = z.object({
  FunctionName: z.string(),
  Handler: z.string(),
  Runtime: z.string(),
  Architectures: z.array(z.string()),
  Timeout: z.number(),
  MemorySize: z.number(),
  Role: z.unknown(),
  TracingConfig: z.object({ Mode: z.string() }),
  Environment: z.object({ Variables: z.record(z.string(), z.unknown()) }),
});

const STORY = [
  ...['applyProject', 'acceptDataset', 'acceptImage', 'acceptSchedule', 'acceptAlarm', 'commandProject', 'claimRequests', 'prepareDataset'],
  ...['startTraining', 'onJobEnded', 'evaluateModel', 'registerModel', 'onModelJudged', 'finishRun', 'failRun'],
  ...['acceptBatch', 'checkBatch', 'startTransform', 'onTransformEnded', 'collectPredictions', 'finishBatch', 'failBatch'],
  ...['scoutRange', 'composeRanges', 'prepareRange', 'hashObject', 'mergeRanges'],
  ...['sendMails', 'onExecutionEnded', 'reconcile'],
];

/** Every function has these; Powertools reads them. */
const COMMON = ['LOG_LEVEL', 'POWERTOOLS_SERVICE_NAME'];

describe('the functions', () => {
  let compiled: Compiled;
  let functions: readonly { readonly id: string; readonly key: string; readonly properties: z.infer<typeof LambdaFunction> }[];
  beforeAll(async () => {
    compiled = await compile();
    functions = compiled.of('AWS::Lambda::Function', LambdaFunction).map((one) => ({ ...one, key: one.properties.FunctionName.replace('nacre-dev-', '') }));
  });

  it('come in the order of the story', () => {
    expect(functions.map(({ key }) => key)).toEqual(STORY);
  });

  it('run what their name says', () => {
    for (const { key, properties } of functions) expect(properties.Handler).toBe(`functions/${kebab(key)}.handler`);
  });

  it('run on arm64 under nodejs24.x, traced, within the limits of Lambda', () => {
    for (const { properties } of functions) {
      expect(properties).toMatchObject({ Runtime: 'nodejs24.x', Architectures: ['arm64'], TracingConfig: { Mode: 'Active' } });
      expect(properties.Timeout).toBeLessThanOrEqual(900);
    }
  });

  it('get exactly the settings that their door asks for', async () => {
    for (const { key, properties } of functions) {
      const given = Object.keys(properties.Environment.Variables).filter((name) => !COMMON.includes(name));
      const door = await readFile(join(root, 'functions', `${kebab(key)}.ts`), 'utf8');
      const asked = [...door.matchAll(/\b([A-Z]+(?:_[A-Z]+)+): (?:setting|z\.)/g)].map(([, name]) => name);

      expect({ key, settings: given.sort() }).toEqual({ key, settings: asked.sort() });
    }
  });

  it('each act as a role of their own', () => {
    const roles = functions.map(({ properties }) => JSON.stringify(properties.Role));

    expect(roles).toEqual(STORY.map((key) => JSON.stringify({ 'Fn::Sub': `\${${pascal(key)}Role.Arn}` })));
  });

  it('each write to a log group that forgets', () => {
    const groups = compiled.of('AWS::Logs::LogGroup', z.object({ LogGroupName: z.string(), RetentionInDays: z.number() }));

    expect(groups.map(({ properties }) => properties.LogGroupName)).toEqual(
      expect.arrayContaining(functions.map(({ properties }) => `/aws/lambda/${properties.FunctionName}`)),
    );
  });

  it('keep what failed where they are invoked asynchronously', () => {
    const Config = z.object({
      FunctionName: z.object({ Ref: z.string() }),
      MaximumRetryAttempts: z.number(),
      DestinationConfig: z.object({ OnFailure: z.unknown() }),
    });
    const configured = compiled.of('AWS::Lambda::EventInvokeConfig', Config).map(({ properties }) => properties);

    expect(configured.map(({ FunctionName }) => FunctionName.Ref).sort()).toEqual(
      [
        'applyProject',
        'acceptDataset',
        'acceptImage',
        'acceptSchedule',
        'acceptAlarm',
        'onJobEnded',
        'onModelJudged',
        'acceptBatch',
        'onTransformEnded',
        'onExecutionEnded',
        'reconcile',
      ]
        .map((key) => `${pascal(key)}LambdaFunction`)
        .sort(),
    );
    for (const { DestinationConfig } of configured) expect(DestinationConfig.OnFailure).toEqual({ Destination: { 'Fn::GetAtt': ['FailedEvents', 'Arn'] } });
  });
});
