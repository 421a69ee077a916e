import { beforeAll, describe, expect, it } from '@jest/globals';
import { z } from 'zod';
import { type Compiled, compile, Policy } from './compiled.ts';

const Target = z.object({
  Arn: z.object({ 'Fn::GetAtt': z.tuple([z.string(), z.literal('Arn')]) }),
  RetryPolicy: z.strictObject({ MaximumEventAgeInSeconds: z.number(), MaximumRetryAttempts: z.number() }),
  DeadLetterConfig: z.strictObject({ Arn: z.unknown() }),
});
const Rule = z.object({
  Name: z.string(),
  State: z.literal('ENABLED'),
  EventPattern: z.unknown().optional(),
  ScheduleExpression: z.string().optional(),
  Targets: z.array(Target).length(1),
});
const Permission = z.object({ FunctionName: z.unknown(), Principal: z.literal('events.amazonaws.com'), SourceArn: z.unknown() });

describe('the rules', () => {
  let compiled: Compiled;
  let rules: readonly { readonly id: string; readonly properties: z.infer<typeof Rule> }[];
  beforeAll(async () => {
    compiled = await compile();
    rules = compiled.of('AWS::Events::Rule', Rule);
  });

  it('are one for each thing that can happen', () => {
    expect(rules.map(({ properties }) => properties.Name)).toEqual(
      [
        'applyProject',
        'acceptDataset',
        'acceptImage',
        'acceptAlarm',
        'onJobEnded',
        'onModelJudged',
        'acceptBatch',
        'onTransformEnded',
        'onExecutionEnded',
        'reconcile',
      ].map((key) => `nacre-dev-${key}`),
    );
    expect(rules.map(({ properties: { EventPattern, ScheduleExpression } }) => EventPattern ?? ScheduleExpression)).toMatchSnapshot();
  });

  it('try again for a day and then keep the event', () => {
    for (const { properties } of rules)
      expect(properties.Targets[0]).toMatchObject({
        RetryPolicy: { MaximumEventAgeInSeconds: 86_400, MaximumRetryAttempts: 185 },
        DeadLetterConfig: { Arn: { 'Fn::GetAtt': ['FailedEvents', 'Arn'] } },
      });
  });

  it('may each invoke their function', () => {
    const permissions = compiled.of('AWS::Lambda::Permission', Permission).map(({ properties }) => properties);

    for (const { properties } of rules) {
      const permission = permissions.find(({ FunctionName }) => JSON.stringify(FunctionName) === JSON.stringify(properties.Targets[0]?.Arn));
      expect(JSON.stringify(permission?.SourceArn)).toContain(JSON.stringify(['rule', properties.Name]));
    }
    expect(permissions).toHaveLength(rules.length);
  });

  it('may each put into the queue of failed events, and nothing else may', () => {
    const [policy] = compiled.of('AWS::SQS::QueuePolicy', z.object({ PolicyDocument: Policy }));
    const [allowed, ...others] = (policy?.properties.PolicyDocument.Statement ?? []).filter(({ Effect }) => Effect === 'Allow');

    expect(others).toEqual([]);
    expect(allowed).toMatchObject({ Action: ['sqs:SendMessage'] });
    expect(allowed?.Condition).toEqual({
      ArnEquals: {
        'aws:SourceArn': rules.map(({ properties }) => ({
          'Fn::Sub': `arn:\${AWS::Partition}:events:\${AWS::Region}:\${AWS::AccountId}:rule/${properties.Name}`,
        })),
      },
    });
  });
});
