import { nameBatch, nameScoring } from '../core/batch-name.ts';
import { readRecord } from '../core/read-record.ts';
import { type AuditRecord, BatchRecord, keys, type MailRecord } from '../core/records.ts';
import { CommandError } from './command-error.ts';
import type { Put } from './put-file.ts';
import { countTransitions } from './run-document.ts';
import { auditOf, listProjects, mailsOf, recordsOf } from './stories.ts';
import type { Target } from './target.ts';

/** A scoring with everything that the records tell of it. */
export type BatchStory = {
  readonly batch: BatchRecord;
  readonly mails: readonly MailRecord[];
  readonly audit: readonly AuditRecord[];
  readonly transitions: number;
};

/** The scoring that the upload of this version asks for. */
export const batchOfUpload = (project: string, { bucket, key, versionId }: Pick<Put, 'bucket' | 'key' | 'versionId'>): string =>
  nameBatch({ project, cause: 'upload', object: { bucket, key, versionId } });

/** Undefined as long as no function has taken note of it. */
export async function findBatch(target: Target, name: string): Promise<BatchRecord | undefined> {
  const project = /^(?<project>.+)-batch-[0-9a-f]{12}$/.exec(name)?.groups?.['project'];
  const item = project && (await recordsOf(target).get(keys.batch(project, name)));
  return item ? readRecord(BatchRecord, item, `batch ${name}`) : undefined;
}

export async function findBatchStory(target: Target, name: string): Promise<BatchStory> {
  const batch = await findBatch(target, name);
  if (!batch) throw new CommandError(`There is no batch "${name}". \`nacre batches\` lists them.`);
  const [mails, audit, transitions] = await Promise.all([
    mailsOfBatch(target, batch),
    auditOf(target, name),
    countTransitions(target.clients.sfn, batch.execution),
  ]);
  return { batch, mails, audit, transitions };
}

/** What was mailed while it waited, and at the end of each attempt. */
export async function mailsOfBatch(target: Target, batch: BatchRecord): Promise<readonly MailRecord[]> {
  const attempts = Array.from({ length: batch.attempt }, (_, before) => nameScoring({ batch: batch.batch, attempt: before + 1 }));
  return (await Promise.all([batch.batch, ...attempts].map((about) => mailsOf(target, about)))).flat();
}

/** Scorings, newest first, of one project or of all. */
export async function listBatches(target: Target, project?: string): Promise<readonly BatchRecord[]> {
  const projects = project ? [project] : await listProjects(target);
  const items = await Promise.all(projects.map((name) => recordsOf(target).query(keys.project(name).pk, 'BATCH#')));
  return items
    .flat()
    .map((item) => readRecord(BatchRecord, item, 'a batch'))
    .sort((a, b) => b.askedAt.localeCompare(a.askedAt));
}
