import { inSlices } from './in-slices.ts';
import type { Item, Services, Write } from './ports.ts';
import { readRecord } from './read-record.ts';
import { keys, RequestRecord, type RunRecord } from './records.ts';

/** The pointer by which openRun and claimRequests find a request; it exists exactly while the request waits. */
export function putWaiting(request: RequestRecord): Write {
  const { id, project, trigger, askedAt, notBefore } = request;
  const item: Item = { id, project, trigger, askedAt, ...(notBefore && { notBefore }) };
  return { put: waitingKey(request), item };
}

export function waitingKey({ project, askedAt, id }: Pick<RequestRecord, 'project' | 'askedAt' | 'id'>) {
  return keys.waiting(project, askedAt, id);
}

/** A request that the governor or a backoff has put off is not due before its time. */
export function isDue({ notBefore }: Pick<RequestRecord, 'notBefore'>, now: Date): boolean {
  return notBefore === undefined || notBefore <= now.toISOString();
}

/** The requests that a run has claimed, as they stand now. */
export function readRequests({ project, requests }: RunRecord, { records }: Pick<Services, 'records'>): Promise<readonly RequestRecord[]> {
  return inSlices(requests, async ({ id }) => readRecord(RequestRecord, (await records.get(keys.request(project, id))) ?? {}, `request ${id}`));
}
