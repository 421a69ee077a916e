import type { AlarmRaised } from '../events/alarm-raised.ts';
import { DRIFT, parseAlarmName } from './alarm-name.ts';
import { type Asked, askForRun, recordRequest } from './ask-for-run.ts';
import { alarmOf, driftedAmong, driftSentences, findDriftWindow, newestDrifted } from './drift-window.ts';
import type { Alarm } from './monitoring-ports.ts';
import type { Services } from './ports.ts';
import { findProject } from './read-record.ts';
import type { DriftWindow, ProjectRecord, RequestRecord } from './records.ts';
import { sha256 } from './sha256.ts';

type Needed = Pick<Services, 'records' | 'executions' | 'clock' | 'ids' | 'mails' | 'alarms'>;
export type AlarmAcceptance = Partial<Omit<Asked, 'became'>> & { readonly became: Asked['became'] | 'ignored'; readonly alarm: string };

/** Of a reason in the records: a column's sentence has some 200 characters. */
const LONGEST_REASON = 2000;

/** An alarm went off: asks for a run, once, where what CloudWatch and the records say now agrees. The event may be hours old, so it only names the alarm. */
export async function acceptAlarm({ detail }: AlarmRaised, stage: string, services: Needed): Promise<AlarmAcceptance> {
  const { alarmName: alarm, state } = detail;
  const named = parseAlarmName(alarm, stage);
  const project = named && (await findProject(named.project, services));
  if (!named || !project) return { became: 'ignored', alarm, reason: 'the name of the alarm is that of no project' };
  const described = await services.alarms.describe(alarm);
  if (!described) return { became: 'ignored', alarm, reason: 'there is no such alarm any more' };
  const drifted = named.word === DRIFT ? standingDrift(project, await findDriftWindow(named.project, services)) : undefined;
  const id = `alarm-${sha256([alarm, state.timestamp].join('\n')).slice(0, 32)}`;
  const askedAt = services.clock.now().toISOString();
  const request: RequestRecord = {
    id,
    project: named.project,
    trigger: 'alarm',
    askedAt,
    why: reasonOf(alarm, described, drifted),
    attempt: 1,
    status: 'waiting',
  };
  if (described.state === 'ALARM' || drifted) return { ...(await askForRun(request, project, services)), alarm };
  const reason = `${alarm} is ${described.state} again, and no drift of the reigning model stands`;
  const { became } = await recordRequest({ ...request, status: 'superseded', reason }, [], services);
  return { became, project: named.project, request: id, reason, alarm };
}

/** The window as long as its batches were scored by the model that reigns and enough of the last ones had drifted. */
function standingDrift({ definition, reigning }: ProjectRecord, window: DriftWindow | undefined): DriftWindow | undefined {
  const alarm = alarmOf(definition);
  return window && window.model === reigning?.run && driftedAmong(window, alarm) >= alarm.drifted ? window : undefined;
}

function reasonOf(alarm: string, { reason }: Alarm, drifted: DriftWindow | undefined): string {
  const batch = newestDrifted(drifted);
  const said = batch ? `${batch.key ?? batch.batch} (${batch.batch}) has drifted. ${driftSentences(drifted).join(' ')}` : reason;
  return `${alarm}: ${said}`.slice(0, LONGEST_REASON);
}
