import type { CloudSettings } from '../plane.ts';
import type { Transition } from './alarm.ts';

/** What CloudWatch publishes to a topic, as SNS mails it: the same facts, without the links into a console. */
export function alarmLetter({ alarm, previous }: Transition, { account, region }: Pick<CloudSettings, 'account' | 'region'>) {
  const { arn, definition, state } = alarm;
  const { name, description = '' } = definition;
  const lines = [
    `You are receiving this email because your Amazon CloudWatch Alarm "${name}" in the ${region} region has entered the ${state.value} state, because "${state.reason}" at "${state.at.toUTCString()}".`,
    '',
    'Alarm Details:',
    `- Name:                       ${name}`,
    `- Description:                ${description}`,
    `- State Change:               ${previous.value} -> ${state.value}`,
    `- Reason for State Change:    ${state.reason}`,
    `- Timestamp:                  ${state.at.toUTCString()}`,
    `- AWS Account:                ${account}`,
    `- Alarm Arn:                  ${arn}`,
  ];
  return { subject: `${state.value}: "${name}" in ${region}`, message: lines.join('\n') };
}
