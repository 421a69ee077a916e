import { CloudWatchClient, DescribeAlarmsCommand, GetMetricStatisticsCommand, ListMetricsCommand, SetAlarmStateCommand } from '@aws-sdk/client-cloudwatch';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { cloudWatchAlarms } from '../../adapters/alarms.ts';
import { cloudWatchMetrics } from '../../adapters/metrics.ts';
import type { AlarmSpec } from '../../core/monitoring-ports.ts';
import { startMoto } from './moto-server.ts';

const NAME = 'nacre-dev-abalone-drift';
const SPEC: AlarmSpec = { name: NAME, project: 'abalone', description: 'Drift.', metric: 'DriftedBatches', threshold: 2, periodSeconds: 60 };
const DIMENSIONS = [
  { Name: 'Stage', Value: 'dev' },
  { Name: 'Project', Value: 'abalone' },
];

let moto: Awaited<ReturnType<typeof startMoto>>;
let client: CloudWatchClient;
beforeAll(async () => {
  moto = await startMoto();
  client = new CloudWatchClient(moto.client);
});
afterAll(async () => {
  client.destroy();
  await moto.stop();
});

describe('figures', () => {
  it('are metrics of the namespace nacre, by stage and project, stamped now', async () => {
    await cloudWatchMetrics('dev', client).put([
      { project: 'abalone', name: 'DriftedBatches', unit: 'Count', value: 2 },
      { project: 'abalone', name: 'BatchDrifted', unit: 'None', value: 1 },
    ]);

    const { Metrics = [] } = await client.send(new ListMetricsCommand({ Namespace: 'nacre', Dimensions: DIMENSIONS }));
    const hour = { StartTime: new Date(Date.now() - 1_800_000), EndTime: new Date(Date.now() + 1_800_000), Period: 3600, Statistics: ['Maximum' as const] };
    const statistics = new GetMetricStatisticsCommand({ Namespace: 'nacre', MetricName: 'DriftedBatches', Dimensions: DIMENSIONS, ...hour });
    expect(Metrics.map(({ MetricName }) => MetricName).sort()).toEqual(['BatchDrifted', 'DriftedBatches']);
    expect((await client.send(statistics)).Datapoints).toMatchObject([{ Maximum: 2 }]);
  });
});

describe('an alarm', () => {
  it('watches one period for the threshold, takes silence for good, and has no actions', async () => {
    await cloudWatchAlarms('dev', client).ensure(SPEC);

    const { MetricAlarms } = await client.send(new DescribeAlarmsCommand({ AlarmNames: [NAME] }));
    expect(MetricAlarms).toMatchObject([
      {
        ...{ AlarmDescription: 'Drift.', ActionsEnabled: false, AlarmActions: [], Namespace: 'nacre', MetricName: 'DriftedBatches', Dimensions: DIMENSIONS },
        ...{ Statistic: 'Maximum', Period: 60, EvaluationPeriods: 1, Threshold: 2, ComparisonOperator: 'GreaterThanOrEqualToThreshold' },
        TreatMissingData: 'notBreaching',
      },
    ]);
  });

  it('is changed by a second call, and described with its state and reason', async () => {
    const alarms = cloudWatchAlarms('dev', client);
    await alarms.ensure({ ...SPEC, threshold: 3 });
    await client.send(new SetAlarmStateCommand({ AlarmName: NAME, StateValue: 'ALARM', StateReason: 'drift' }));

    const { MetricAlarms } = await client.send(new DescribeAlarmsCommand({ AlarmNames: [NAME] }));
    expect(MetricAlarms).toMatchObject([{ Threshold: 3 }]);
    expect(await alarms.describe(NAME)).toEqual({ name: NAME, state: 'ALARM', reason: 'drift' });
  });

  it('has no certain state without data, and none where there is no such alarm', async () => {
    await client.send(new SetAlarmStateCommand({ AlarmName: NAME, StateValue: 'INSUFFICIENT_DATA', StateReason: 'none' }));

    const alarms = cloudWatchAlarms('dev', client);

    expect(await alarms.describe(NAME)).toMatchObject({ state: 'INSUFFICIENT_DATA' });
    expect(await alarms.describe('nacre-dev-nobody-drift')).toBeUndefined();
  });
});
