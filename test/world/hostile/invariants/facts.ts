import type { Item } from '../../../../core/ports.ts';
import { BatchRecord, MailRecord, ProjectRecord, RequestRecord, RunRecord } from '../../../../core/records.ts';
import type { Entry } from '../journal.ts';
import type { Played } from '../play.ts';

/** What a world has come to, read once for all invariants. Histories are in the order in which things happened. */
export type Facts = {
  readonly world: Played;
  readonly runs: readonly RunRecord[];
  readonly requests: readonly RequestRecord[];
  readonly mails: readonly MailRecord[];
  readonly ofRuns: readonly Entry[];
  readonly ofRequests: readonly Entry[];
  readonly ofProjects: readonly Entry[];
  readonly projects: readonly ProjectRecord[];
  readonly batches: readonly BatchRecord[];
  readonly ofBatches: readonly Entry[];
  /** The end of each run, in milliseconds. */
  readonly endedAt: ReadonlyMap<string, number>;
};

export function factsOf(world: Played): Facts {
  const { entries, newest } = world.journal;
  const of = (prefix: string) => entries.filter(({ pk, sk }) => pk.startsWith('PROJECT#') && sk.startsWith(prefix));
  const items = [...newest.values()];
  const kept = (prefix: string) => items.filter(({ pk, sk }) => String(pk).startsWith('PROJECT#') && String(sk).startsWith(prefix));
  return {
    world,
    runs: kept('RUN#').map((item) => RunRecord.parse(item)),
    requests: kept('REQUEST#').map((item) => RequestRecord.parse(item)),
    mails: items.filter(({ pk }) => String(pk).startsWith('MAIL#')).map((item) => MailRecord.parse(item)),
    ofRuns: of('RUN#'),
    ofRequests: of('REQUEST#'),
    ofProjects: of('PROJECT'),
    projects: kept('PROJECT').map((item) => ProjectRecord.parse(item)),
    batches: kept('BATCH#').map((item) => BatchRecord.parse(item)),
    ofBatches: of('BATCH#'),
    endedAt: new Map(of('RUN#').flatMap(({ after, before, time }) => (isEnd(before, after) ? [[String(after?.['run']), time] as const] : []))),
  };
}

const isEnd = (before: Item | undefined, after: Item | undefined) => after?.['status'] === 'Ended' && before?.['status'] !== 'Ended';
