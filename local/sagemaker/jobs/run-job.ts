import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { authorizeVolume } from './authorize-volume.ts';
import type { Job } from './job.ts';
import { internalError, JobFailure, lackOfCapacity } from './job-failure.ts';
import { type JobFolder, jobFolder } from './job-folder.ts';
import { type RoleClients, roleClients } from './role-clients.ts';
import type { JobOptions, Session } from './surroundings.ts';

export type Run = JobOptions & {
  readonly kind: 'training' | 'transform';
  /** The job's role. */
  readonly session: Session;
  /** Whether an instance of this type can be had now. */
  readonly hasCapacity: (instanceType: string) => boolean;
};

/** Where a job works, and the clients that act as its role. */
export type Workplace = { readonly folder: JobFolder; readonly clients: RoleClients; readonly run: Run };

/**
 * Takes a job from its creation to its end; `work` answers how to tell a good one. Its folder is gone before the end is
 * told, and its log stays.
 */
export async function runJob(job: Job, run: Run, work: (place: Workplace) => Promise<() => void>): Promise<void> {
  const folder = jobFolder(run.settings.folder, run.kind, job.name);
  const clients = roleClients(run.settings, run.session.credentials);
  const end = await prepare(job, run)
    .then(() => work({ folder, clients, run }))
    .catch((error: unknown) => () => endBadly(job, error, run));
  clients.close();
  await rm(folder.root, { recursive: true, force: true, maxRetries: 3 }).catch((error) => run.tell(`${folder.root} could not be removed: ${error}`));
  if (!job.kill.aborted) end();
}

/** The creation is answered before anything can go wrong. */
async function prepare(job: Job, run: Run): Promise<void> {
  await new Promise(setImmediate);
  if (!run.hasCapacity(job.instanceType)) throw lackOfCapacity();
  authorizeVolume(job.volumeKey, run.session.identity, run);
  job.interrupted.throwIfAborted();
  await mkdir(join(run.settings.folder, 'home'), { recursive: true });
}

/** What a job that was interrupted early leaves unfinished is no failure. */
function endBadly(job: Job, error: unknown, { kind, tell }: Run): void {
  if (job.stop.aborted && isAbort(error)) job.endStopped();
  else if (error instanceof JobFailure) job.fail(error.message);
  else {
    tell(`${kind} job ${job.name} ended by a fault of the laptop cloud: ${error instanceof Error ? error.stack : String(error)}`);
    job.fail(internalError(error).message);
  }
}

/** Not by instanceof: under a test runner the system's errors are born in another realm. */
function isAbort(error: unknown): boolean {
  return typeof error === 'object' && error !== null && 'name' in error && error.name === 'AbortError';
}
