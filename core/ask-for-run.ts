import { judge } from './governor.ts';
import { openRun } from './open-run.ts';
import type { Item, Services, Write } from './ports.ts';
import { auditOfDeferral } from './put-off.ts';
import { keys, type ProjectRecord, type RequestRecord } from './records.ts';
import { putWaiting, readRequest } from './requests.ts';
import { sendMails } from './send-mails.ts';

type Needed = Pick<Services, 'records' | 'executions' | 'clock' | 'ids' | 'mails'>;
type Status = RequestRecord['status'];

/** Whoever opened a run has started it by then, or died: his own event comes again a minute later, as a duplicate. */
const STARTED_WITHIN_SECONDS = 50;

/** What became of a request: `duplicate` was recorded before. `notBefore` and `reason` are the governor's, where it opens no run now. */
export type Asked = {
  readonly became: Status | 'duplicate';
  readonly project: string;
  readonly request: string;
  readonly run?: string;
  readonly notBefore?: string;
  readonly reason?: string;
};

/** `stored` is the request's status in the records; for a duplicate whose first delivery died half way, the work goes on from there. */
export type Taken = { readonly became: Status | 'duplicate'; readonly stored: unknown };

/** `obstacle` is the item that refused one of the writes beside the request: nothing was recorded then. */
export type Recorded = Taken & { readonly obstacle?: Item };

/**
 * Writes a request once, however often it is asked for, and opens a run for it if the governor lets it. A trigger that the project does not list is only recorded.
 * What must wait anyway is written so in the same write and looks for no other: a thousand alarms cost a thousand writes.
 */
export async function askForRun(request: RequestRecord, project: ProjectRecord, services: Needed): Promise<Asked> {
  const asked = unlessCollected(request, project);
  const facts = { project: asked.project, request: asked.id };
  const ruling = judge(asked.trigger, project, services.clock.now());
  // A run that was opened may never have been started, perhaps by an earlier try of this very call: then openRun has to look.
  const isOpened = project.active?.state === 'opened';
  if (asked.status === 'waiting' && ruling.says === 'defer' && !ruling.spent && !isOpened) {
    const { until: notBefore, reason } = ruling;
    const { became } = await recordRequest({ ...asked, notBefore, reason }, [auditOfDeferral(asked, ruling, asked.askedAt)], services);
    return { ...facts, became, notBefore, reason };
  }
  const { became, stored } = await recordRequest(asked, [], services);
  return { ...facts, became, ...(asked.reason && { reason: asked.reason }), ...(stored === 'waiting' && (await openFor(asked, became, services))) };
}

/** Data and wishes of a trigger that starts no run are kept for the next one. */
export function unlessCollected(request: RequestRecord, { definition }: ProjectRecord): RequestRecord {
  const { trigger } = request;
  if (definition.training.on.some((each) => each === trigger)) return request;
  return { ...request, status: 'collected', reason: `training.on of the project does not list ${trigger}` };
}

export async function recordRequest(request: RequestRecord, also: readonly Write[], { records }: Pick<Services, 'records'>): Promise<Recorded> {
  const written = await records.write(
    { put: keys.request(request.project, request.id), item: request, when: { absent: 'id' } },
    ...also,
    ...(request.status === 'waiting' ? [putWaiting(request)] : []),
  );
  if (written.done) return { became: request.status, stored: request.status };
  const duplicate = written.refused.find(({ index }) => index === 0);
  if (duplicate) return { became: 'duplicate', stored: duplicate.current?.['status'] };
  return { became: request.status, stored: undefined, obstacle: written.refused[0]?.current ?? {} };
}

/**
 * Opens a run for a request that waits, or tells what the governor made of it. Only a duplicate starts again what was opened a while ago: who comes for the first time has opened nothing before,
 * and of the thousand uploads that a waiting run has still to claim not each shall ask Step Functions.
 */
export async function openFor(
  request: RequestRecord,
  became: Asked['became'],
  services: Needed,
): Promise<Partial<Pick<Asked, 'run' | 'notBefore' | 'reason'>>> {
  const { run, told = [] } = await openRun(request.project, services, became === 'duplicate' ? STARTED_WITHIN_SECONDS : Number.POSITIVE_INFINITY);
  for (const outcomeOf of told) await sendMails(outcomeOf, services);
  if (run !== undefined) return { run };
  const { notBefore, reason } = await readRequest(request, services);
  return { ...(notBefore && { notBefore }), ...(reason && { reason }) };
}
