import type { ScheduleDue } from '../events/schedule-due.ts';
import { type Asked, askForRun } from './ask-for-run.ts';
import type { Services } from './ports.ts';
import { findProject } from './read-record.ts';
import { sha256 } from './sha256.ts';

type Needed = Pick<Services, 'records' | 'executions' | 'clock' | 'ids' | 'mails'>;

/** A project's schedule is due: asks for a run, once for each time of it, however often EventBridge Scheduler says so. `ignored`: there is no such project any more. */
export async function acceptSchedule({ project, scheduledTime }: ScheduleDue, services: Needed): Promise<Asked | { readonly became: 'ignored' }> {
  const found = await findProject(project, services);
  if (!found) return { became: 'ignored' };
  const id = `schedule-${sha256([project, scheduledTime].join('\n')).slice(0, 32)}`;
  const request = { id, project, trigger: 'schedule', askedAt: services.clock.now().toISOString(), attempt: 1, status: 'waiting' } as const;
  return askForRun({ ...request, why: `the schedule was due at ${scheduledTime}` }, found, services);
}
