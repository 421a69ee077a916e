import type { Services } from './ports.ts';
import { findProject, readRecord } from './read-record.ts';
import { keys, type ProjectRecord, WaitingRecord } from './records.ts';
import { isDue } from './requests.ts';
import { nameRun } from './run-name.ts';

type Needed = Pick<Services, 'records' | 'executions' | 'clock' | 'ids'>;

/** `run` is the active run, where there is one now; `started` says whether this call asked Step Functions to start it, and as which `execution`. */
export type Opening = { readonly run?: string; readonly started: boolean; readonly execution?: string };

/**
 * Opens a run if a due request waits and none is active; starts again one that was opened and perhaps never started.
 * Safe to call at any time, by anyone: who ends a run calls it after the release, who asks for one after the request is written.
 */
export async function openRun(project: string, services: Needed): Promise<Opening> {
  const found = await findProject(project, services);
  if (!found) return { started: false };
  if (found.active) return found.active.state === 'opened' ? start(project, found.active.run, services) : { run: found.active.run, started: false };
  if (!(await somethingIsDue(project, services))) return { started: false };
  const run = await activate(found, services);
  return run === undefined ? openRun(project, services) : start(project, run, services);
}

async function somethingIsDue(project: string, { records, clock }: Needed): Promise<boolean> {
  const waiting = await records.query(keys.project(project).pk, 'WAITING#');
  return waiting.some((item) => isDue(readRecord(WaitingRecord, item, `a waiting request of ${project}`), clock.now()));
}

/** The number counts up with every run, so whoever read an older one cannot open a second run. Undefined when somebody else was faster. */
async function activate({ project, nextRunNumber: number }: ProjectRecord, { records, clock, ids }: Needed): Promise<string | undefined> {
  const openedAt = clock.now().toISOString();
  const run = nameRun(project, number, ids.suffix());
  const written = await records.write(
    {
      update: keys.project(project),
      set: { active: { run, number, state: 'opened', openedAt }, nextRunNumber: number + 1 },
      when: { allOf: [{ absent: 'active' }, { equals: ['nextRunNumber', number] }] },
    },
    {
      put: keys.run(project, number),
      item: { run, project, number, status: 'Opened', openedAt, requests: [], attempts: [], changed: `${openedAt}#run opened` },
    },
    { put: keys.audit(run, openedAt, 'run opened'), item: { at: openedAt, who: 'openRun', what: 'run opened' } },
  );
  return written.done ? run : undefined;
}

async function start(project: string, run: string, { executions }: Needed): Promise<Opening> {
  return { run, started: true, execution: await executions.start(project, run) };
}
