import { ScanCommand } from '@aws-sdk/client-dynamodb';
import { unmarshall } from '@aws-sdk/util-dynamodb';
import { dynamoRecords } from '../adapters/records.ts';
import type { Records } from '../core/ports.ts';
import { readRecord } from '../core/read-record.ts';
import { AuditRecord, keys, MailRecord, RequestRecord, RunRecord } from '../core/records.ts';
import { parseRunName } from '../core/run-name.ts';
import { CommandError } from './command-error.ts';
import { countTransitions } from './run-document.ts';
import type { Target } from './target.ts';

/** A run with everything that the records tell of it. */
export type Story = { readonly run: RunRecord; readonly mails: readonly MailRecord[]; readonly audit: readonly AuditRecord[]; readonly transitions: number };

export const recordsOf = ({ table, clients }: Target): Records => dynamoRecords(table, clients.dynamodb);

export async function findRun(target: Target, id: string): Promise<RunRecord> {
  const parsed = parseRunName(id);
  const item = parsed && (await recordsOf(target).get(keys.run(parsed.project, parsed.number)));
  if (item?.['run'] !== id) throw new CommandError(`There is no run "${id}". \`nacre runs\` lists them.`);
  return readRecord(RunRecord, item, `run ${id}`);
}

export async function findStory(target: Target, id: string): Promise<Story> {
  const run = await findRun(target, id);
  const [mails, audit, transitions] = await Promise.all([mailsOf(target, id), auditOf(target, id), countTransitions(target.clients.sfn, run.execution)]);
  return { run, mails, audit, transitions };
}

export async function findRequest(target: Target, project: string, id: string): Promise<RequestRecord | undefined> {
  const item = await recordsOf(target).get(keys.request(project, id));
  return item && readRecord(RequestRecord, item, `request ${id}`);
}

/** Runs, newest first, of one project or of all. */
export async function listRuns(target: Target, project?: string): Promise<readonly RunRecord[]> {
  const projects = project ? [project] : await listProjects(target);
  const runs = await Promise.all(projects.map((name) => recordsOf(target).query(keys.run(name, 0).pk, 'RUN#')));
  return runs
    .flat()
    .map((item) => readRecord(RunRecord, item, 'a run'))
    .sort((a, b) => b.openedAt.localeCompare(a.openedAt));
}

export async function listProjects(target: Target): Promise<readonly string[]> {
  const items = await recordsOf(target).query(keys.listing('').pk, '');
  return items.map(({ project, sk }) => String(project ?? sk));
}

export async function mailsOf(target: Target, outcomeOf: string): Promise<readonly MailRecord[]> {
  const items = await recordsOf(target).query(keys.mail(outcomeOf, 0).pk, '');
  return items.map((item) => readRecord(MailRecord, item, `a mail about ${outcomeOf}`));
}

export async function auditOf(target: Target, run: string): Promise<readonly AuditRecord[]> {
  const items = await recordsOf(target).query(`RUN#${run}`, 'AUDIT#');
  return items.map((item) => readRecord(AuditRecord, item, `the audit trail of ${run}`));
}

/** Every mail of every outcome, oldest first. A scan: only people ask for it. */
export async function allMails({ table, clients }: Target): Promise<readonly MailRecord[]> {
  const mails: MailRecord[] = [];
  let from: Record<string, never> | object | undefined;
  do {
    const page = await clients.dynamodb.send(
      new ScanCommand({
        TableName: table,
        FilterExpression: 'begins_with(pk, :mail)',
        ExpressionAttributeValues: { ':mail': { S: 'MAIL#' } },
        ConsistentRead: true,
        ...(from && { ExclusiveStartKey: { ...from } }),
      }),
    );
    for (const item of page.Items ?? []) mails.push(readRecord(MailRecord, unmarshall(item), 'a mail'));
    from = page.LastEvaluatedKey;
  } while (from);
  return mails.sort((a, b) => a.writtenAt.localeCompare(b.writtenAt));
}
