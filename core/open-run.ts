import { closeAnswered } from './close-answered.ts';
import { judge } from './governor.ts';
import { countsOf, dayOf, remember } from './governor-memory.ts';
import type { Services } from './ports.ts';
import { putOff } from './put-off.ts';
import { findProject } from './read-record.ts';
import { keys, type ProjectRecord } from './records.ts';
import { isDue, readServable } from './requests.ts';
import { nameRun } from './run-name.ts';

type Needed = Pick<Services, 'records' | 'executions' | 'clock' | 'ids'>;

/** `run` is the active run, where there is one now; `started` says whether this call asked Step Functions to start it, and as which `execution`; `told` are outboxes that were filled. */
export type Opening = { readonly run?: string; readonly started: boolean; readonly execution?: string; readonly told?: readonly string[] };

/**
 * Opens a run if none is active and a request waits that needs one and that the governor lets open one; starts again one that was opened and perhaps never started.
 * Safe to call at any time, by anyone: who ends a run calls it after the release, who asks for one after the request is written.
 * A run that was opened less than `patience` seconds ago is left to whoever opened it.
 */
export async function openRun(project: string, services: Needed, patience = 0): Promise<Opening> {
  const found = await findProject(project, services);
  if (!found) return { started: false };
  if (found.active) return isBegun(found.active, patience, services) ? { run: found.active.run, started: false } : start(project, found.active.run, services);
  const { open, told } = await closeAnswered(found, await readServable(project, services), services);
  const judged = open.map((request) => ({ request, ruling: judge(request.trigger, found, services.clock.now()) }));
  if (!judged.some(({ ruling }) => ruling.says === 'open')) {
    const due = judged.filter(({ request }) => isDue(request, services.clock.now()));
    const all = [...told, ...(await putOff(found, due, services))];
    return { started: false, ...(all.length > 0 && { told: all }) };
  }
  const run = await activate(found, services);
  return run === undefined ? openRun(project, services, patience) : start(project, run, services);
}

/** The number counts up with every run, so whoever read an older one cannot open a second run. Undefined when somebody else was faster, or has paused the project. */
async function activate({ project, nextRunNumber: number, governor }: ProjectRecord, { records, clock, ids }: Needed): Promise<string | undefined> {
  const now = clock.now();
  const openedAt = now.toISOString();
  const run = nameRun(project, number, ids.suffix());
  const { runsToday, spentToday } = countsOf(governor ?? {}, dayOf(now));
  const remembered = remember(governor, { lastOpenedAt: openedAt, day: dayOf(now), runsToday: runsToday + 1, spentToday });
  const written = await records.write(
    {
      update: keys.project(project),
      set: { active: { run, number, state: 'opened', openedAt }, nextRunNumber: number + 1, ...remembered.set },
      when: { allOf: [{ absent: 'active' }, { equals: ['nextRunNumber', number] }, { absent: 'governor.paused' }, remembered.when] },
    },
    {
      put: keys.run(project, number),
      item: { run, project, number, status: 'Opened', openedAt, requests: [], attempts: [], changed: `${openedAt}#run opened` },
    },
    { put: keys.audit(run, openedAt, 'run opened'), item: { at: openedAt, who: 'openRun', what: 'run opened' } },
  );
  return written.done ? run : undefined;
}

/** By two clocks, of which either may be the later. */
function isBegun({ state, openedAt }: NonNullable<ProjectRecord['active']>, patience: number, { clock }: Needed): boolean {
  return state === 'working' || Math.abs(clock.now().getTime() - Date.parse(openedAt)) < 1000 * patience;
}

async function start(project: string, run: string, { executions }: Needed): Promise<Opening> {
  return { run, started: true, execution: await executions.start(project, run) };
}
