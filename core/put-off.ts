import { mailOfBudget, mailOfSuggestion } from './emails/mail-of-governor.ts';
import type { Ruling } from './governor.ts';
import { dayOf, remember } from './governor-memory.ts';
import { DEFAULT_GOVERNOR } from './governor-settings.ts';
import { inSlices } from './in-slices.ts';
import { putMails } from './outbox.ts';
import type { Services, Write } from './ports.ts';
import { keys, type ProjectRecord, type WaitingRecord } from './records.ts';
import { readRequest, waitingKey } from './requests.ts';

type Needed = Pick<Services, 'records' | 'clock'>;
export type Judged = { readonly request: WaitingRecord; readonly ruling: Ruling };
type Deferral = Extract<Ruling, { says: 'defer' }>;
type Deferred = { readonly request: WaitingRecord; readonly ruling: Deferral };
type Suggested = { readonly request: WaitingRecord; readonly reason: string };

const WHO = 'governor';
/** Suggestions are mailed once per cooldown, and not more often than this even where there is none. */
const SHORTEST_MINUTES_BETWEEN_MAILS = 60;

/** Records of each request why it opens no run: deferred, it waits on; suggested, it is closed and the owners are asked. Answers the outboxes that it filled. */
export async function putOff(project: ProjectRecord, judged: readonly Judged[], services: Needed): Promise<readonly string[]> {
  const deferred = judged.flatMap(({ request, ruling }) => (ruling.says === 'defer' ? { request, ruling } : []));
  const suggested = judged.flatMap(({ request, ruling }) => (ruling.says === 'suggest' ? { request, reason: ruling.reason } : []));
  await inSlices(deferred, (each) => defer(each, services));
  const spent = deferred.find(({ ruling }) => ruling.spent);
  return [...(spent ? await tellOfBudget(project, spent.ruling.reason, services) : []), ...(await suggest(project, suggested, services))];
}

/** Without effect where the request was claimed or deferred by somebody else meanwhile. */
async function defer({ request, ruling }: Deferred, { records, clock }: Needed): Promise<void> {
  const at = clock.now().toISOString();
  const set = { notBefore: ruling.until, reason: ruling.reason };
  await records.write(
    { update: keys.request(request.project, request.id), set, when: { equals: ['status', 'waiting'] } },
    { update: waitingKey(request), set, when: { allOf: [{ present: 'id' }, { anyOf: [{ absent: 'notBefore' }, { atMost: ['notBefore', at] }] }] } },
    auditOfDeferral(request, ruling, at),
  );
}

export function auditOfDeferral({ id }: Pick<WaitingRecord, 'id'>, { until: notBefore, reason: why }: Deferral, at: string): Write {
  const what = 'request deferred';
  return { put: keys.audit(id, at, what), item: { at, who: WHO, what, why, facts: { notBefore } } };
}

/** One mail a day. Its own record says that it was written, long after it was sent. */
async function tellOfBudget({ project, definition }: ProjectRecord, reason: string, { records, clock }: Needed): Promise<readonly string[]> {
  const now = clock.now();
  const outcomeOf = `budget-${project}-${dayOf(now)}`;
  const mails = mailOfBudget({ project, reason, owners: definition.owners });
  const writes = putMails(outcomeOf, project, mails, now.toISOString()).map((write): Write => ({ ...write, when: { absent: 'outcomeOf' } }));
  const { done } = await records.write(...writes);
  return done ? [outcomeOf] : [];
}

/** The first is closed together with the mail, unless one was written within the cooldown; the others without. */
async function suggest(project: ProjectRecord, suggested: readonly Suggested[], services: Needed): Promise<readonly string[]> {
  const [first] = suggested;
  if (!first) return [];
  const told = await suggestByMail(project, first, services);
  await inSlices(told ? suggested.slice(1) : suggested, (each) => services.records.write(...close(each, services.clock.now())));
  return told ? [first.request.id] : [];
}

async function suggestByMail({ project, definition, governor }: ProjectRecord, first: Suggested, { records, clock }: Needed): Promise<boolean> {
  const now = clock.now();
  const { cooldownMinutes } = definition.governor ?? DEFAULT_GOVERNOR;
  const longAgo = new Date(now.getTime() - Math.max(cooldownMinutes, SHORTEST_MINUTES_BETWEEN_MAILS) * 60_000).toISOString();
  if (governor?.suggestedAt !== undefined && governor.suggestedAt > longAgo) return false;
  const request = await readRequest(first.request, { records });
  const { set, when } = remember(governor, { suggestedAt: now.toISOString() });
  const silent = { anyOf: [{ absent: 'governor.suggestedAt' }, { atMost: ['governor.suggestedAt', longAgo] }] } as const;
  const { done } = await records.write(
    { update: keys.project(project), set, when: { allOf: [when, silent] } },
    ...close(first, now),
    ...putMails(request.id, project, mailOfSuggestion({ request, owners: definition.owners }), now.toISOString()),
  );
  return done;
}

/** Refused as a whole where the request was claimed or closed meanwhile. */
function close({ request, reason }: Suggested, now: Date): readonly Write[] {
  const at = now.toISOString();
  return [
    { update: keys.request(request.project, request.id), set: { status: 'suggested', reason }, when: { equals: ['status', 'waiting'] } },
    { delete: waitingKey(request) },
    { put: keys.audit(request.id, at, 'run suggested'), item: { at, who: WHO, what: 'run suggested', why: reason } },
  ];
}
