import { CloudWatchClient, DescribeAlarmsCommand, PutMetricAlarmCommand } from '@aws-sdk/client-cloudwatch';
import type { Alarm, Alarms } from '../core/monitoring-ports.ts';
import { dimensionsOf, NAMESPACE } from './metrics.ts';
import { PATIENT } from './patient.ts';

/** Alarms without actions: their change of state on the event bus is what starts something. */
export function cloudWatchAlarms(stage: string, client = new CloudWatchClient(PATIENT)): Alarms {
  return {
    async ensure({ name, project, description, metric, threshold, periodSeconds }) {
      await client.send(
        new PutMetricAlarmCommand({
          AlarmName: name,
          AlarmDescription: description,
          ActionsEnabled: false,
          Namespace: NAMESPACE,
          MetricName: metric,
          Dimensions: dimensionsOf(stage, project),
          Statistic: 'Maximum',
          Period: periodSeconds,
          EvaluationPeriods: 1,
          DatapointsToAlarm: 1,
          Threshold: threshold,
          ComparisonOperator: 'GreaterThanOrEqualToThreshold',
          TreatMissingData: 'notBreaching',
        }),
      );
    },
    async describe(name) {
      const types = ['MetricAlarm', 'CompositeAlarm'] as const;
      const { MetricAlarms = [], CompositeAlarms = [] } = await client.send(new DescribeAlarmsCommand({ AlarmNames: [name], AlarmTypes: [...types] }));
      const [found] = [...MetricAlarms, ...CompositeAlarms];
      return found && { name, state: stateFrom(found.StateValue), reason: found.StateReason ?? '' };
    },
  };
}

function stateFrom(state: string | undefined): Alarm['state'] {
  return state === 'OK' || state === 'ALARM' ? state : 'INSUFFICIENT_DATA';
}
