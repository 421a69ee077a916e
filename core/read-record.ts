import type * as z from 'zod/mini';
import { RecordMissingError, RecordUnreadableError } from './errors.ts';
import type { Item, Services } from './ports.ts';
import { keys, ProjectRecord, RunRecord } from './records.ts';
import { parseRunName } from './run-name.ts';

/** Which run a step works for; every state's input begins with it. */
export type RunIdentity = { readonly project: string; readonly run: string };

/** Stored records enter through their schema too: another release may have written them. */
export function readRecord<Schema extends z.ZodMiniType>(schema: Schema, item: Item, what: string): z.infer<Schema> {
  const result = schema.safeParse(item);
  if (result.success) return result.data;
  throw new RecordUnreadableError(what, result.error.issues[0]?.path.join('.') ?? '', { cause: result.error });
}

/** Undefined for a project that was never applied. */
export async function findProject(project: string, { records }: Pick<Services, 'records'>): Promise<ProjectRecord | undefined> {
  const item = await records.get(keys.project(project));
  return item && readRecord(ProjectRecord, item, `project ${project}`);
}

export async function readProjectRecord(project: string, services: Pick<Services, 'records'>): Promise<ProjectRecord> {
  const found = await findProject(project, services);
  if (!found) throw new RecordMissingError(`project ${project}`);
  return found;
}

/** Undefined for a name that no run has. */
export async function findRun({ project, run }: RunIdentity, { records }: Pick<Services, 'records'>): Promise<RunRecord | undefined> {
  const item = await records.get(runKey({ project, run }));
  return item?.['run'] === run ? readRecord(RunRecord, item, `run ${run}`) : undefined;
}

export async function readRun(identity: RunIdentity, services: Pick<Services, 'records'>): Promise<RunRecord> {
  const found = await findRun(identity, services);
  if (!found) throw new RecordMissingError(`run ${identity.run}`);
  return found;
}

/** Where a run's record lies; its number is part of its name. */
export function runKey({ project, run }: RunIdentity) {
  return keys.run(project, parseRunName(run)?.number ?? 0);
}
