import { beforeAll, describe, expect, it } from '@jest/globals';
import { z } from 'zod';
import { dimensionsOf, NAMESPACE } from '../../adapters/metrics.ts';
import { type Compiled, compile } from './compiled.ts';

const Alarm = z.object({
  AlarmName: z.string(),
  AlarmDescription: z.string(),
  Namespace: z.string(),
  MetricName: z.string(),
  Dimensions: z.tuple([z.object({ Name: z.string(), Value: z.unknown() })]),
  TreatMissingData: z.enum(['missing', 'ignore', 'notBreaching']),
  AlarmActions: z.unknown(),
  InsufficientDataActions: z.unknown().optional(),
});

describe('the alarms of the operator', () => {
  let compiled: Compiled;
  let alarms: readonly z.infer<typeof Alarm>[];
  const watched = (namespace: string, metric: string) =>
    alarms.filter(({ Namespace, MetricName }) => Namespace === namespace && MetricName === metric).map(({ Dimensions }) => Dimensions[0].Value);
  beforeAll(async () => {
    compiled = await compile();
    alarms = compiled.of('AWS::CloudWatch::Alarm', Alarm).map(({ properties }) => properties);
  }, 120_000);

  it('watch every queue, both ways in which every state machine can fail, and the functions that repair', () => {
    const named = (type: string) => compiled.of(type, z.unknown()).map(({ id }) => id);
    const machines = named('AWS::StepFunctions::StateMachine').map((Ref) => ({ Ref }));

    expect(watched('AWS/SQS', 'ApproximateNumberOfMessagesVisible')).toEqual(named('AWS::SQS::Queue').map((id) => ({ 'Fn::GetAtt': [id, 'QueueName'] })));
    expect(watched('AWS/States', 'ExecutionsFailed')).toEqual(machines);
    expect(watched('AWS/States', 'ExecutionsTimedOut')).toEqual(machines);
    expect(watched('AWS/Lambda', 'Errors')).toEqual(['Reconcile', 'SweepUploads'].map((name) => ({ Ref: `${name}LambdaFunction` })));
  });

  it('watch the figures of the stage as reconcile writes them', () => {
    const own = alarms.filter(({ Namespace }) => Namespace === NAMESPACE);

    expect(own.map(({ MetricName, Dimensions }) => [MetricName, Dimensions])).toEqual(Array(2).fill(['OldestOpenRunSeconds', dimensionsOf('dev')]));
  });

  it('each tell the operator, and say what to do', () => {
    for (const { AlarmActions, AlarmDescription } of alarms) {
      expect(AlarmActions).toEqual([{ Ref: 'Operators' }]);
      expect(AlarmDescription).toContain('`nacre ');
    }
  });

  it('tell of a silent reconcile by the lack of data, which no first deployment raises', () => {
    expect(alarms.filter(({ InsufficientDataActions }) => InsufficientDataActions !== undefined)).toMatchObject([
      { AlarmName: 'operator-nacre-dev-reconcile-silent', TreatMissingData: 'missing', InsufficientDataActions: [{ Ref: 'Operators' }] },
    ]);
  });

  it('are none that asks for a run', () => {
    expect(alarms.filter(({ AlarmName }) => !AlarmName.startsWith('operator-nacre-dev-'))).toEqual([]);
  });
});
