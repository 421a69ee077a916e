import { inSlices } from './in-slices.ts';
import type { Item, Services, Write } from './ports.ts';
import { readRecord } from './read-record.ts';
import { keys, RequestRecord, type RunRecord, WaitingRecord } from './records.ts';

/** The pointer by which openRun and claimRequests find a request; it exists exactly while the request waits. */
export function putWaiting(request: RequestRecord): Write {
  const { id, project, trigger, askedAt, object, notBefore, reason } = request;
  const item: Item = { id, project, trigger, askedAt, ...(object && { object }), ...(notBefore && { notBefore }), ...(reason && { reason }) };
  return { put: waitingKey(request), item };
}

export function waitingKey({ project, askedAt, id }: Pick<RequestRecord, 'project' | 'askedAt' | 'id'>) {
  return keys.waiting(project, askedAt, id);
}

/** What may be served now: what is due, and what only the governor has put off, which judges anew whenever a run could open. A backoff holds until its time. */
export async function readServable(project: string, { records, clock }: Pick<Services, 'records' | 'clock'>): Promise<readonly WaitingRecord[]> {
  const waiting = await records.query(keys.project(project).pk, 'WAITING#');
  return waiting
    .map((item) => readRecord(WaitingRecord, item, `a waiting request of ${project}`))
    .filter((each) => each.reason !== undefined || isDue(each, clock.now()));
}

/** A request that the governor or a backoff has put off is not due before its time. */
export function isDue({ notBefore }: Pick<RequestRecord, 'notBefore'>, now: Date): boolean {
  return notBefore === undefined || notBefore <= now.toISOString();
}

export async function readRequest({ project, id }: Pick<RequestRecord, 'project' | 'id'>, { records }: Pick<Services, 'records'>): Promise<RequestRecord> {
  return readRecord(RequestRecord, (await records.get(keys.request(project, id))) ?? {}, `request ${id}`);
}

/** The requests that a run has claimed, as they stand now. */
export function readRequests({ project, requests }: RunRecord, services: Pick<Services, 'records'>): Promise<readonly RequestRecord[]> {
  return inSlices(requests, ({ id }) => readRequest({ project, id }, services));
}

/** Who asked and why, in one line: `person (ann): new scales since Monday`. */
export function reasonOf({ trigger, who, why }: Pick<RequestRecord, 'trigger' | 'who' | 'why'>): string {
  return `${trigger}${who === undefined ? '' : ` (${who})`}${why === undefined ? '' : `: ${why}`}`;
}
