import { nameDriftAlarm } from './alarm-name.ts';
import { alarmOf } from './drift-window.ts';
import type { Services } from './ports.ts';
import { readProjectRecord } from './read-record.ts';

/**
 * Makes the project's alarm what its definition in force says, whichever version of project.yml this process was called for:
 * versions arrive in any order and side by side, and the definition may be replaced while CloudWatch answers.
 */
export async function ensureDriftAlarm(project: string, stage: string, services: Pick<Services, 'records' | 'alarms'>): Promise<void> {
  const { definition, source } = await readProjectRecord(project, services);
  const { drifted, of, periodSeconds } = alarmOf(definition);
  await services.alarms.ensure({
    name: nameDriftAlarm(stage, project),
    project,
    description: `${drifted} of the last ${of} batches that the reigning model of ${project} scored had drifted. Made from monitoring.alarm of project.yml.`,
    metric: 'DriftedBatches',
    threshold: drifted,
    periodSeconds,
  });
  const { source: now } = await readProjectRecord(project, services);
  if (now.versionId !== source.versionId) await ensureDriftAlarm(project, stage, services);
}
