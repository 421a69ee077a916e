import type { Records } from '../../../core/ports.ts';
import { BatchRecord, keys, RequestRecord, RunRecord } from '../../../core/records.ts';

/** What a project has come to, as far as it must be the same wherever the same was done: neither names nor times. */
export type CameTo = {
  readonly requests: readonly string[];
  readonly runs: readonly string[];
  readonly batches: readonly string[];
  readonly versions: number;
  readonly mails: readonly string[];
};

type Reading = Pick<Records, 'get' | 'query'>;

/** Runs and their mails in order; requests and batches, which have none, by what became of them. */
export async function cameTo(project: string, records: Reading): Promise<CameTo> {
  const { pk } = keys.project(project);
  const runs = (await records.query(pk, 'RUN#')).map((item) => RunRecord.parse(item));
  const requests = (await records.query(pk, 'REQUEST#')).map((item) => RequestRecord.parse(item));
  const batches = (await records.query(pk, 'BATCH#')).map((item) => BatchRecord.parse(item));
  const told = await Promise.all(
    [...runs.map(({ run }) => run), ...batches.map(({ batch, attempt }) => `${batch}-${attempt}`)].map((outcomeOf) => mailsOf(outcomeOf, records)),
  );
  return {
    requests: requests.map(({ trigger, status }) => `${trigger} ${status}`).sort(),
    runs: runs.map(({ outcome = 'open' }) => outcome),
    batches: batches.map(({ cause, outcome, status }) => `${cause} ${outcome ?? status}`).sort(),
    versions: runs.filter(({ modelPackage }) => modelPackage).length,
    mails: told
      .flat()
      .map((subject) => subject.replace(project, 'project'))
      .sort(),
  };
}

async function mailsOf(outcomeOf: string, records: Reading): Promise<readonly string[]> {
  return (await records.query(keys.mail(outcomeOf, 0).pk, '')).map(({ subject, status }) => `${subject} (${status})`);
}

/** Nothing of it is to be done any more; a batch without a model may wait for one. */
export async function isAtRest(project: string, records: Reading): Promise<boolean> {
  const { pk } = keys.project(project);
  const { active, reigning } = (await records.get(keys.project(project))) ?? {};
  const batches = (await records.query(pk, 'BATCH#')).map((item) => BatchRecord.parse(item));
  const waiting = await records.query(pk, 'WAITING#');
  const outboxes = (await records.query('OUTBOX', '')).filter(({ sk }) => String(sk).startsWith(`${project}-`));
  const open = batches.filter(({ status }) => status !== 'Ended' && !(status === 'Waiting' && reigning === undefined));
  return active === undefined && waiting.length + outboxes.length + open.length === 0;
}
