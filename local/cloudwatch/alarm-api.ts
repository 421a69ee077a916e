import { z } from 'zod';
import { answersNothing } from '../answers-nothing.ts';
import { AwsError, type Facts } from '../plane.ts';
import { alarmDefinition } from './alarm-request.ts';
import { tagActions, tagsIn } from './alarm-tags.ts';
import type { Alarms } from './alarms.ts';
import { describeAlarms, describeAlarmsForMetric } from './describe-alarms.ts';

const Names = z.object({ AlarmNames: z.array(z.string()) });
const NewState = z.object({
  AlarmName: z.string(),
  StateValue: z.enum(['OK', 'ALARM', 'INSUFFICIENT_DATA']),
  StateReason: z.string(),
  StateReasonData: z.string().optional(),
});

/** What of CloudWatch's API is about alarms. */
export function alarmActions(alarms: Alarms): Readonly<Record<string, (input: Facts) => Facts>> {
  return {
    PutMetricAlarm: answersNothing((input) => alarms.put(alarmDefinition(input), tagsIn(input))),
    DescribeAlarms: (input) => describeAlarms(alarms.all(), input),
    DescribeAlarmsForMetric: (input) => describeAlarmsForMetric(alarms.all(), input),
    DescribeAlarmHistory: (input) => alarms.history.describe(input),
    DeleteAlarms: answersNothing((input) => alarms.delete(Names.parse(input).AlarmNames)),
    SetAlarmState: answersNothing((input) => setState(alarms, input)),
    EnableAlarmActions: answersNothing((input) => switchActions(alarms, input, true)),
    DisableAlarmActions: answersNothing((input) => switchActions(alarms, input, false)),
    ...tagActions(alarms),
  };
}

function setState(alarms: Alarms, input: Facts): void {
  const { AlarmName, StateValue, StateReason, StateReasonData: reasonData } = NewState.parse(input);
  if (reasonData !== undefined) checkJson(reasonData);
  alarms.setState(AlarmName, { value: StateValue, reason: StateReason, ...(reasonData !== undefined && { reasonData }) });
}

function checkJson(text: string): void {
  try {
    JSON.parse(text);
  } catch {
    throw new AwsError('InvalidFormatFault', 'TestReasonData was not valid JSON: StateReasonData must be JSON text');
  }
}

/** Names that no alarm has are passed over, as CloudWatch does here. */
function switchActions(alarms: Alarms, input: Facts, actionsEnabled: boolean): void {
  const { AlarmNames } = Names.parse(input);
  for (const { definition } of alarms.all())
    if (AlarmNames.includes(definition.name)) alarms.change(definition.name, { definition: { ...definition, actionsEnabled } });
}
