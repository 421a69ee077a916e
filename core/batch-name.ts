import type { BatchCause, ObjectVersion } from './records.ts';
import { sha256 } from './sha256.ts';

const SCORING = /^(?<batch>(?<project>.+)-batch-[0-9a-f]{12})-(?<attempt>\d{1,3})$/;

/** Which attempt at which scoring a step works for; the input of its execution is exactly this. */
export type BatchIdentity = { readonly project: string; readonly batch: string; readonly attempt: number };

/** What makes a scoring the same one, however often it is asked for; a registration asks once per model. */
export type Asked = { readonly project: string; readonly cause: BatchCause; readonly object: ObjectVersion; readonly modelRun?: string };

/** At most 41 characters, so that the names of its transform jobs stay within SageMaker's 63. */
export function nameBatch({ project, cause, object: { bucket, key, versionId }, modelRun = '' }: Asked): string {
  return `${project}-batch-${sha256([cause, bucket, key, versionId, modelRun].join('\n')).slice(0, 12)}`;
}

/** The name of an attempt's execution, and of the mails about its end. */
export const nameScoring = ({ batch, attempt }: Pick<BatchIdentity, 'batch' | 'attempt'>): string => `${batch}-${attempt}`;

/** Undefined for a name that is no scoring's, such as a run's. */
export function parseScoringName(name: string): BatchIdentity | undefined {
  const { project, batch, attempt } = SCORING.exec(name)?.groups ?? {};
  return project === undefined || batch === undefined || attempt === undefined ? undefined : { project, batch, attempt: Number(attempt) };
}
