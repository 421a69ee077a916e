import type { Services } from './ports.ts';
import { readProjectRecord } from './read-record.ts';

/** Makes the project's schedule what its definition says. Versions of a file are applied side by side, so the record is read again after the change: the newest one has the last word. */
export async function settleSchedule(project: string, services: Pick<Services, 'records' | 'schedules'>): Promise<void> {
  const { definition, source } = await readProjectRecord(project, services);
  const { schedule } = definition.training;
  await (schedule ? services.schedules.ensure(project, schedule) : services.schedules.remove(project));
  const now = await readProjectRecord(project, services);
  if (now.source.versionId !== source.versionId) await settleSchedule(project, services);
}
