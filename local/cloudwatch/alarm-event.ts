import type { CloudSettings, Facts, Happening } from '../plane.ts';
import type { Alarm, StateOfAlarm } from './alarm.ts';
import { cloudWatchTime } from './state-reason.ts';

/** The event that every change of state sends to the default bus. */
export function stateChange(alarm: Alarm, previous: StateOfAlarm): Happening {
  return {
    source: 'aws.cloudwatch',
    detailType: 'CloudWatch Alarm State Change',
    resources: [alarm.arn],
    detail: changeOf(alarm, previous),
    time: alarm.state.at,
  };
}

/** What a function gets that an alarm invokes as its action. */
export function actionPayload(alarm: Alarm, previous: StateOfAlarm, { account, region }: Pick<CloudSettings, 'account' | 'region'>): Facts {
  const { arn, state } = alarm;
  return { source: 'aws.cloudwatch', alarmArn: arn, accountId: account, time: cloudWatchTime(state.at), region, alarmData: changeOf(alarm, previous) };
}

function changeOf({ definition, state, metricId }: Alarm, previous: StateOfAlarm): Facts {
  const { name, description, metric, period, statistic, unit } = definition;
  const metricStat = {
    metric: { namespace: metric.namespace, name: metric.name, dimensions: metric.dimensions },
    period,
    stat: statistic,
    ...(unit !== undefined && { unit }),
  };
  const configuration = { ...(description !== undefined && { description }), metrics: [{ id: metricId, metricStat, returnData: true }] };
  return { alarmName: name, state: told(state), previousState: told(previous), configuration };
}

function told({ value, reason, reasonData, at }: StateOfAlarm): Facts {
  return { value, reason, ...(reasonData !== undefined && { reasonData }), timestamp: cloudWatchTime(at) };
}
